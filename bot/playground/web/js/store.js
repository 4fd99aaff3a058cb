// What this user sees, as the server sends it; subscribers are called after each change.

const subscribers = new Set();
const pending = new Set();

const NO_ASSISTANT = { title: "", status: "", heading: "", prompts: [] };

const NOTHING_SEEN = {
  me: "",
  bot: "",
  people: [],
  channels: [],
  modal: null,
  home: null,
  commands: [],
  shortcuts: [],
  steps: [],
};
/** What is sent item by item: `messages/C1/12.3`, `users/U1`. */
const BY_KEY = ["users", "messages", "assistant", "exchanges"];

export const store = { ready: false, connected: true };
clear();

function clear() {
  Object.assign(store, NOTHING_SEEN, Object.fromEntries(BY_KEY.map((name) => [name, new Map()])));
}

/** Call `subscriber(kinds)` after changes; several changes in one turn make one call. */
export function subscribe(subscriber) {
  subscribers.add(subscriber);
}

/** Notify the subscribers of a change of this kind. */
export function notify(kind) {
  if (!pending.size) queueMicrotask(callSubscribers);
  pending.add(kind);
}

function callSubscribers() {
  const kinds = new Set(pending);
  pending.clear();
  for (const subscriber of subscribers) subscriber(kinds);
}

/** Apply changes of the server, by key; null is gone. All is sent anew if `me` is among them. */
export function apply(changes) {
  if ("me" in changes) clear();
  for (const [key, value] of Object.entries(changes)) {
    const [name, ...rest] = key.split("/");
    if (!rest.length) store[name] = value;
    else if (value === null) store[name].delete(rest.join("/"));
    else store[name].set(rest.join("/"), value);
    notify(name);
  }
  store.ready = true;
}

function keyOf({ channel, ts }) {
  return `${channel}/${ts}`;
}

export function messageAt(channel, ts) {
  return store.messages.get(keyOf({ channel, ts }));
}

/** What the assistant shows in a thread, or in the direct messages themselves. */
export function assistantIn(channel, thread = null) {
  return store.assistant.get(keyOf({ channel, ts: thread ?? "" })) ?? NO_ASSISTANT;
}

/** The messages of a channel itself, or with `thread` those below that message, oldest first. */
export function messagesIn(channel, thread = null) {
  return [...store.messages.values()]
    .filter((message) => message.channel === channel && message.thread_ts === thread)
    .sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

export function nameOf(user) {
  const known = store.users.get(user);
  return known ? (user === store.bot ? known.name : known.real_name) : user;
}

export function channelOf(id) {
  return store.channels.find((channel) => channel.id === id);
}

export function shortcuts(kind) {
  return store.shortcuts.filter((shortcut) => shortcut.type === kind);
}
