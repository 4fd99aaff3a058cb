// Editing one's own message in its place.

import { attempt } from "./actions.js";
import { button, el, fill } from "./dom.js";

/** Replace the content of `body` by a field with the message; `close()` shows the message again. */
export function editor(body, message, close) {
  const field = el("textarea", { class: "field", rows: 3, "aria-label": "Edit message", value: message.typed });
  const save = async () => {
    if (await attempt("edit", { channel: message.channel, ts: message.ts, text: field.value })) close();
  };
  field.addEventListener("keydown", (event) => {
    const isSave = event.key === "Enter" && !event.shiftKey;
    if (!isSave && event.key !== "Escape") return;
    event.preventDefault();
    if (isSave) save();
    else close();
  });
  const buttons = [button({ class: "button" }, close, "Cancel"), button({ class: "button primary" }, save, "Save")];
  fill(body, field, el("div", { class: "block-actions" }, buttons));
  field.focus();
}
