// What was read, by person and place.

import { forBrowser } from "./kept.js";
import { messagesIn, store } from "./store.js";

/** The person has seen what stands in that channel. */
export function markRead(channel) {
  const last = messagesIn(channel.id).at(-1);
  if (last) note(store.me, channel.id, last.ts);
}

function note(person, channel, ts) {
  const read = forBrowser.get("read", {});
  if ((read[`${person}/${channel}`] ?? "") >= ts) return;
  forBrowser.set("read", { ...read, [`${person}/${channel}`]: ts });
}

function readUntil(person, channel) {
  return forBrowser.get("read", {})[`${person}/${channel}`] ?? "";
}

/** How many messages of others there are, which this person has not seen. */
export function unread(channel) {
  const since = readUntil(store.me, channel.id);
  return messagesIn(channel.id).filter((message) => message.user !== store.me && message.ts > since).length;
}

/** Whether the bot has written to someone else, who has not looked yet. */
export function waits(person) {
  return person.id !== store.me && person.latest > readUntil(person.id, person.dm);
}
