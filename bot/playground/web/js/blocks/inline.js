// What stands within a line: links, and the names of people and channels.

import { el } from "../dom.js";
import { channelName, nameOf, store } from "../store.js";
import { goToChannel } from "../route.js";

const SAFE = /^(https?|mailto|tel):/i;

/** A link, where its address is one that a person may follow; else its words. */
export function link(address, label = "") {
  const shown = label || address.replace(/^(mailto|tel):/, "");
  if (!SAFE.test(address)) return el("span", {}, label && label !== address ? `${label} (${address})` : address);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, shown);
}

export function mention(user, label = "") {
  const known = store.users.get(user);
  const name = known ? known.name : label || user;
  const mine = user === store.me ? " mine" : "";
  return el("span", { class: `mention${mine}`, title: nameOf(user) }, `@${name.replace(/^@/, "")}`);
}

export function channel(id, label = "") {
  const known = store.channels.find((each) => each.id === id);
  if (!known) return el("span", { class: "mention" }, `#${label || channelName(id)}`);
  const open = () => goToChannel(known);
  return el("button", { type: "button", class: "mention", on: { click: open } }, `#${known.name}`);
}

export function range(name) {
  return el("span", { class: "mention mine" }, `@${name.replace(/^@/, "")}`);
}
