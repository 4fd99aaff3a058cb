// Where the bot was asked something and has not answered yet.

import { changed, messagesIn, store, watch } from "./store.js";

const BEFORE_SHOWN = 150;
const LONGEST = 15_000;
const waiting = new Set();

/** The bot was asked there; the wait ends with `done()`, its next message there, or in time. */
export function asked(channel, thread, since = "") {
  const wait = { channel, thread, since, shown: false };
  waiting.add(wait);
  const show = setTimeout(() => {
    wait.shown = true;
    changed("thinking");
  }, BEFORE_SHOWN);
  const end = setTimeout(() => done(), LONGEST);
  function done() {
    clearTimeout(show);
    clearTimeout(end);
    if (waiting.delete(wait)) changed("thinking");
  }
  wait.done = done;
  look();
  return done;
}

/** Whether “… is thinking” is to be shown there. */
export function isThinking(channel, thread) {
  return [...waiting].some((wait) => wait.shown && wait.channel === channel && wait.thread === thread);
}

function look() {
  for (const wait of waiting) if (wait.since && answered(wait)) wait.done();
}

function answered({ channel, thread, since }) {
  const there = [...messagesIn(channel, thread), ...messagesIn(channel, since)];
  return there.some((message) => message.user === store.bot && message.ts > since);
}

watch((kinds) => (kinds.has("message") || kinds.has("state")) && look());
