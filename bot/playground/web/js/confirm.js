// “Are you sure?”, as the bot words it.

import { words } from "./blocks/mrkdwn.js";
import { el } from "./dom.js";

/** Whether the person confirms. */
export function confirmed({ title, text, confirm, deny, style }) {
  const answer = (value) => ({ click: () => dialog.close(value) });
  const dialog = el(
    "dialog",
    { class: "modal small", "aria-labelledby": "confirm-title" },
    el("h2", { id: "confirm-title" }, title.text),
    el("p", {}, words(text)),
    el(
      "div",
      { class: "modal-foot" },
      el("button", { type: "button", class: "button", on: answer("no") }, deny?.text ?? "Cancel"),
      el("button", { type: "button", class: `button ${style ?? "primary"}`, on: answer("yes") }, confirm?.text ?? "Yes"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    });
  });
}
