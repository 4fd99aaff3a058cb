// “Are you sure?”, in the bot's words.

import { textNodes } from "./blocks/rich_text.js";
import { button, el } from "./dom.js";

/** Whether the user confirms. */
export function confirmed({ title, text, confirm, deny, style }) {
  const answer = (kind, value, label) => button({ class: `button ${kind}` }, () => dialog.close(value), label);
  const buttons = [
    answer("", "no", deny?.text ?? "Cancel"),
    answer(style ?? "primary", "yes", confirm?.text ?? "Yes"),
  ];
  const dialog = el(
    "dialog",
    { class: "modal small", "aria-labelledby": "confirm-title" },
    el("h2", { id: "confirm-title" }, title.text),
    el("p", {}, textNodes(text)),
    el("div", { class: "modal-foot" }, buttons),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
