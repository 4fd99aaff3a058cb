// The thread on the right.

import { el, fill, icon } from "./dom.js";
import { composer } from "./composer.js";
import { messageList } from "./messages.js";
import { channelHere, go, threadHere } from "./route.js";
import { messageAt, store } from "./store.js";

const list = messageList("Replies");
const write = composer("thread");
let shown = "";

export function thread() {
  const pane = document.getElementById("thread");
  const channel = channelHere();
  const ts = threadHere();
  const open = Boolean(channel && ts && messageAt(channel.id, ts));
  pane.hidden = !open;
  document.body.classList.toggle("with-thread", open);
  if (!open) {
    shown = "";
    return;
  }
  const here = `${store.me}/${channel.id}/${ts}`;
  if (here !== shown) fill(pane, head(channel), list.node, write.node);
  list.show(channel, ts);
  write.show(channel, ts);
  if (here !== shown) write.focus();
  shown = here;
}

function head(channel) {
  const close = () => {
    go({ part: "" });
    document.getElementById("composer-main")?.focus();
  };
  return el(
    "div",
    { class: "place-head" },
    el("h2", {}, "Thread"),
    el("p", {}, channel.kind === "im" ? "with iissync" : `#${channel.name}`),
    el("button", { type: "button", class: "quiet close", "aria-label": "Close thread", on: { click: close } }, icon("close")),
  );
}
