// New messages, said to a screen reader as they come.

import { announce } from "./announce.js";
import { channelHere } from "./route.js";
import { unescape } from "./blocks/mrkdwn.js";
import { nameOf, store } from "./store.js";

const LONGEST = 1500;
let latest = null;

/** Say what is new in this place, of others; at first nothing is. */
export function announceNews(kinds) {
  const last = [...store.messages.values()].reduce((most, message) => (message.ts > most ? message.ts : most), "");
  if (latest === null || kinds.has("state")) latest = last;
  const channel = channelHere();
  const fresh = [...store.messages.values()].filter(
    (message) => message.ts > latest && message.channel === channel?.id && message.user !== store.me,
  );
  for (const message of fresh) announce(`${nameOf(message.user)}${message.ephemeral ? ", only to you" : ""}: ${plain(message.text)}`);
  latest = last;
}

function plain(text) {
  return unescape(text.replace(/<(?:[^<>|]*\|)?([^<>]*)>/g, "$1").replace(/[*_`]/g, "")).slice(0, LONGEST);
}
