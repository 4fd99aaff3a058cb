// Text for screen readers, and short notices for everyone.

import { spoken } from "./blocks/rich_text.js";
import { el, iconButton } from "./dom.js";
import { channelHere } from "./route.js";
import { nameOf, store } from "./store.js";

const NOTICE_MS = 9000;
const LONGEST = 1500;
let latest = null;

/** Let a screen reader read that, after what it is reading. */
export function announce(text) {
  const announcer = document.getElementById("announcer");
  announcer.append(el("p", {}, text));
  while (announcer.childElementCount > 5) announcer.firstElementChild.remove();
}

/** Announce the new messages of others in this channel. */
export function announceMessages(kinds) {
  const messages = [...store.messages.values()];
  const last = messages.reduce((most, { ts }) => (ts > most ? ts : most), "");
  if (latest === null || kinds.has("me")) latest = last;
  const isNew = ({ ts, channel, user }) => ts > latest && channel === channelHere()?.id && user !== store.me;
  for (const message of messages.filter(isNew)) {
    announce(`${nameOf(message.user)}${message.ephemeral_to ? ", only to you" : ""}: ${spoken(message.words).slice(0, LONGEST)}`);
  }
  latest = last;
}

/** Show a text for a while. */
export function notice(text) {
  const card = el("div", { class: "notice" }, el("p", {}, text), iconButton("close", "Dismiss", () => card.remove()));
  document.getElementById("notices").append(card);
  setTimeout(() => card.remove(), NOTICE_MS);
}
