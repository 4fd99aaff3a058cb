// Images. This page asks no other host for anything, so a foreign one is told in words.

import { el } from "../dom.js";
import { link } from "./inline.js";

export function image(part, size = "large") {
  const address = part.image_url ?? "";
  const mine = address && new URL(address, location.href).origin === location.origin;
  const shown = mine ? el("img", { src: address, alt: part.alt_text, class: size }) : instead(part, address);
  const title = part.title && el("figcaption", {}, part.title.text);
  return el("figure", { class: `block-image ${size}` }, title, shown);
}

function instead(part, address) {
  const where = address && el("span", {}, " (image, not loaded: ", link(address), ")");
  return el("span", { class: "no-image" }, part.alt_text, where);
}
