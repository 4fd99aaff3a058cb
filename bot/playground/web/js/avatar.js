// A user's picture: the first letter on a colour.

import { el } from "./dom.js";
import { nameOf, store } from "./store.js";

export const THINKING = "is thinking…";

export function avatar(user, size = "") {
  if (user === store.bot) return el("img", { class: `avatar ${size}`, src: "/web/icon.svg", alt: "" });
  const name = store.users.get(user)?.name ?? "someone";
  return el("span", { class: `avatar of-${name} ${size}`, "aria-hidden": "true" }, nameOf(user).charAt(0));
}

/** “iissync is thinking…”, or what else it is doing. */
export function thinkingNote(doing = THINKING) {
  return [avatar(store.bot, "small"), el("span", {}, `${nameOf(store.bot)} ${doing}`)];
}
