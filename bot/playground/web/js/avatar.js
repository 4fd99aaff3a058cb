// A person's picture: a letter on a colour of their own.

import { el } from "./dom.js";
import { nameOf, store } from "./store.js";

export function avatar(user, size = "") {
  const known = store.users.get(user);
  if (user === store.bot) {
    return el("img", { class: `avatar ${size}`, src: "/web/icon.svg", alt: "" });
  }
  return el("span", { class: `avatar of-${known?.name ?? "someone"} ${size}`, "aria-hidden": "true" }, nameOf(user).charAt(0));
}
