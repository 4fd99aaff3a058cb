// Parts of a line: links, names of users and channels, images; and what this page cannot show.

import { button, el } from "../dom.js";
import { goToChannel } from "../route.js";
import { channelOf, nameOf, store } from "../store.js";

const SAFE = /^(https?|mailto|tel):/i;

/** A link if its address is safe to follow, otherwise its text. */
export function link(address, label = "") {
  if (!SAFE.test(address)) return el("span", {}, label && label !== address ? `${label} (${address})` : address);
  const text = label || address.replace(/^(mailto|tel):/, "");
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, text);
}

export function mention(user, label = "") {
  const name = store.users.get(user)?.name ?? (label || user);
  const mine = user === store.me ? " mine" : "";
  return el("span", { class: `mention${mine}`, title: nameOf(user) }, `@${name.replace(/^@/, "")}`);
}

export function channel(id, label = "") {
  const known = channelOf(id);
  if (!known) return el("span", { class: "mention" }, `#${label || id}`);
  return button({ class: "mention" }, () => goToChannel(known), `#${known.name}`);
}

export function range(name) {
  return el("span", { class: "mention mine" }, `@${name.replace(/^@/, "")}`);
}

/** An image, which is described and not loaded, as this page calls no other host. */
export function image(part) {
  const where = part.image_url && el("span", {}, " (image, not loaded: ", link(part.image_url), ")");
  const title = part.title && el("figcaption", {}, part.title.text);
  return el("figure", {}, title, el("span", { class: "no-image" }, part.alt_text, where));
}

/** The JSON of a part of an unknown type: nothing is dropped. */
export function unknown(part) {
  return el(
    "details",
    { class: "unknown" },
    el("summary", {}, `“${part.type}” is not shown here; this is its JSON`),
    el("pre", { tabindex: 0 }, JSON.stringify(part, null, 2)),
  );
}
