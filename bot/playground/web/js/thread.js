// The thread on the right.

import { composer } from "./composer.js";
import { el, fill, iconButton } from "./dom.js";
import { messageList } from "./messages.js";
import { channelHere, closeThread, threadHere } from "./route.js";
import { messageAt, store } from "./store.js";

const list = messageList("Replies");
const field = composer("thread");
let shown = "";

export function renderThread() {
  const pane = document.getElementById("thread");
  const channel = channelHere();
  const ts = threadHere();
  const isOpen = Boolean(channel && ts && messageAt(channel.id, ts));
  pane.hidden = !isOpen;
  document.body.classList.toggle("with-thread", isOpen);
  if (!isOpen) {
    shown = "";
    return;
  }
  const here = `${store.me}/${channel.id}/${ts}`;
  if (here !== shown) fill(pane, head(channel), list.node, field.node);
  list.show(channel, ts);
  field.show(channel, ts);
  if (here !== shown) field.focus();
  shown = here;
}

function head(channel) {
  return el(
    "div",
    { class: "place-head" },
    el("h2", {}, "Thread"),
    el("p", {}, channel.kind === "im" ? "with iissync" : `#${channel.name}`),
    iconButton("close", "Close thread", closeThread, { class: "close" }),
  );
}
