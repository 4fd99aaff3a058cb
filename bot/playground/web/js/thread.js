// The thread on the right.

import { composer } from "./composer.js";
import { el, fill, paneHead } from "./dom.js";
import { messageList } from "./messages.js";
import { channelHere, closeThread, threadHere } from "./route.js";
import { assistantIn, messageAt, store } from "./store.js";

const list = messageList("Replies");
const field = composer("thread");
const title = el("h2", {});
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
  title.textContent = assistantIn(channel.id, ts).title || "Thread";
  if (here !== shown) fill(pane, head(channel), list.node, field.node);
  list.show(channel, ts);
  field.show(channel, ts);
  if (here !== shown) field.focus();
  shown = here;
}

function head(channel) {
  const about = channel.kind === "im" ? "with iissync" : `#${channel.name}`;
  return paneHead(title, about, "Close thread", closeThread);
}
