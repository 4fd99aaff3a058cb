// What this person sees, as the playground told it; whoever watches is told of each change.

const watchers = new Set();
const waiting = new Set();

export const store = {
  ready: false,
  connected: true,
  me: "",
  bot: "",
  users: new Map(),
  people: [],
  channels: [],
  messages: new Map(),
  modal: null,
  home: null,
  commands: [],
  shortcuts: [],
  exchanges: [],
};

/** Have `see(kinds)` called after changes; several in one turn are told at once. */
export function watch(see) {
  watchers.add(see);
}

/** Tell the watchers that something of this kind has changed. */
export function changed(kind) {
  if (!waiting.size) queueMicrotask(tell);
  waiting.add(kind);
}

function tell() {
  const kinds = new Set(waiting);
  waiting.clear();
  for (const see of watchers) see(kinds);
}

const TAKE = {
  state(news) {
    Object.assign(store, news, {
      ready: true,
      users: new Map(news.users.map((user) => [user.id, user])),
      messages: new Map(news.messages.map((message) => [keyOf(message), message])),
    });
  },
  message({ message }) {
    store.messages.set(keyOf(message), message);
  },
  gone(message) {
    store.messages.delete(keyOf(message));
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

/** Take in what the playground tells. */
export function take(news) {
  TAKE[news.kind](news);
  changed(news.kind);
}

function keyOf({ channel, ts }) {
  return `${channel}/${ts}`;
}

export function messageAt(channel, ts) {
  return store.messages.get(`${channel}/${ts}`);
}

/** The messages of a channel itself, or with `thread` those below that message, oldest first. */
export function messagesIn(channel, thread = null) {
  const there = [...store.messages.values()].filter(
    (message) => message.channel === channel && message.thread === thread,
  );
  return there.sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

export function nameOf(user) {
  const known = store.users.get(user);
  return known ? (user === store.bot ? known.name : known.real_name) : user;
}

export function channelName(id) {
  const known = store.channels.find((channel) => channel.id === id);
  return known ? known.name : id;
}
