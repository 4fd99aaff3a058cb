// What this browser remembers: drafts, what was read, whether the hint was closed.

import { messagesIn, store } from "./store.js";

function storage(area) {
  return {
    get(name, otherwise) {
      try {
        return JSON.parse(area.getItem(`playground:${name}`)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    set(name, value) {
      area.setItem(`playground:${name}`, JSON.stringify(value));
    },
  };
}

export const tabStorage = storage(sessionStorage);
export const browserStorage = storage(localStorage);

/** Mark the messages of that channel as read by this user. */
export function markRead(channel) {
  const last = messagesIn(channel.id).at(-1);
  if (!last || readUntil(store.me, channel.id) >= last.ts) return;
  const read = browserStorage.get("read", {});
  browserStorage.set("read", { ...read, [`${store.me}/${channel.id}`]: last.ts });
}

function readUntil(person, channel) {
  return browserStorage.get("read", {})[`${person}/${channel}`] ?? "";
}

/** The number of messages of others that this user has not read. */
export function unreadCount(channel) {
  const since = readUntil(store.me, channel.id);
  return messagesIn(channel.id).filter((message) => message.user !== store.me && message.ts > since).length;
}

/** Whether another person has an unread direct message of the bot. */
export function hasUnread(person) {
  return person.id !== store.me && person.latest > readUntil(person.id, person.dm);
}
