// Words for a screen reader, and short notices for everyone.

import { el, icon } from "./dom.js";

const STAYS = 9000;

/** Say that to a screen reader, after what it is saying. */
export function announce(words) {
  const announcer = document.getElementById("announcer");
  announcer.append(el("p", {}, words));
  while (announcer.childElementCount > 5) announcer.firstElementChild.remove();
}

/** Show that for a while. */
export function notice(words) {
  const close = el("button", { type: "button", class: "quiet", "aria-label": "Dismiss" }, icon("close"));
  const card = el("div", { class: "notice" }, el("p", {}, words), close);
  close.addEventListener("click", () => card.remove());
  document.getElementById("notices").append(card);
  setTimeout(() => card.remove(), STAYS);
}

/** Show what went wrong, if anything did; whether all is well. */
export function told(outcome) {
  if (outcome.problem) notice(outcome.problem);
  return !outcome.problem;
}
