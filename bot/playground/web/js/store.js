// What this user sees, as the server sends it; subscribers are called after each change.

const subscribers = new Set();
const pending = new Set();

const NO_ASSISTANT = { title: "", status: "", heading: "", prompts: [] };

export const store = {
  ready: false,
  connected: true,
  me: "",
  bot: "",
  users: new Map(),
  people: [],
  channels: [],
  messages: new Map(),
  assistant: new Map(),
  modal: null,
  home: null,
  commands: [],
  shortcuts: [],
  steps: [],
  exchanges: [],
};

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

const APPLY = {
  state(event) {
    Object.assign(store, event, {
      ready: true,
      users: new Map(event.users.map((user) => [user.id, user])),
      messages: new Map(event.messages.map((message) => [keyOf(message), message])),
      assistant: new Map(event.assistant.map((thread) => [keyOf(thread), thread])),
    });
  },
  message({ message }) {
    store.messages.set(keyOf(message), message);
  },
  deleted(message) {
    store.messages.delete(keyOf(message));
  },
  assistant({ thread }) {
    store.assistant.set(keyOf(thread), thread);
  },
  modal({ view }) {
    store.modal = view;
  },
  home({ view }) {
    store.home = view;
  },
  exchange({ exchange }) {
    store.exchanges.push(exchange);
  },
  person({ id, latest }) {
    store.people = store.people.map((each) => (each.id === id ? { ...each, latest } : each));
  },
};

/** Apply an event of the server. */
export function apply(event) {
  APPLY[event.kind](event);
  notify(event.kind);
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
