// Changing what one said, in its place.

import { told } from "./announce.js";
import { el, fill } from "./dom.js";
import { unescape } from "./blocks/mrkdwn.js";
import { channelName, store } from "./store.js";
import { act } from "./wire.js";

/** Put a field into `body` with the message as it was typed; `back()` shows the message again. */
export function editor(body, message, back) {
  const field = el("textarea", { class: "field", rows: 3, "aria-label": "Edit message", value: typed(message.text) });
  const save = async () => {
    if (told(await act("edit", { channel: message.channel, ts: message.ts, text: field.value }))) back();
  };
  const buttons = [
    el("button", { type: "button", class: "button", on: { click: back } }, "Cancel"),
    el("button", { type: "button", class: "button primary", on: { click: save } }, "Save"),
  ];
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      back();
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  });
  fill(body, field, el("div", { class: "block-actions" }, buttons));
  field.focus();
}

function typed(text) {
  return unescape(text.replace(/<([^<>\n]+)>/g, (_, inside) => {
    const [target, label] = inside.split("|");
    if (target.startsWith("@")) return `@${store.users.get(target.slice(1))?.name ?? target.slice(1)}`;
    if (target.startsWith("#")) return `#${label ?? channelName(target.slice(1))}`;
    if (target.startsWith("!")) return `@${target.slice(1)}`;
    return label ?? target;
  }));
}
