// Where the bot got a question and has not answered yet.

import { messagesIn, notify, store, subscribe } from "./store.js";

const SHOW_AFTER_MS = 150;
const LONGEST_MS = 15_000;
const waits = new Set();

/** Wait for the bot's answer there; ends with `done()`, its next message after `since`, or in time. */
export function waitForAnswer(channel, thread, since = "") {
  const wait = { channel, thread, since, shown: false };
  const show = setTimeout(() => {
    wait.shown = true;
    notify("thinking");
  }, SHOW_AFTER_MS);
  const end = setTimeout(() => wait.done(), LONGEST_MS);
  wait.done = () => {
    clearTimeout(show);
    clearTimeout(end);
    if (waits.delete(wait)) notify("thinking");
  };
  waits.add(wait);
  endAnswered();
  return wait.done;
}

/** Whether “… is thinking” is to be shown there. */
export function isThinking(channel, thread) {
  return [...waits].some((wait) => wait.shown && wait.channel === channel && wait.thread === thread);
}

function endAnswered() {
  for (const wait of waits) if (wait.since && isAnswered(wait)) wait.done();
}

function isAnswered({ channel, thread, since }) {
  const messages = [...messagesIn(channel, thread), ...messagesIn(channel, since)];
  return messages.some((message) => message.user === store.bot && message.ts > since);
}

subscribe((kinds) => (kinds.has("messages")) && endAnswered());
