// One message: who, when, what, and what one can do with it.

import { inMessage } from "./acting.js";
import { told } from "./announce.js";
import { avatar } from "./avatar.js";
import { blocks } from "./blocks/blocks.js";
import { mrkdwn } from "./blocks/mrkdwn.js";
import { el, fill, icon } from "./dom.js";
import { editor } from "./editor.js";
import { openMenu } from "./menu.js";
import { goToChannel } from "./route.js";
import { nameOf, store } from "./store.js";
import { isThinking } from "./thinking.js";
import { dateOf, shortTime, time } from "./when.js";
import { act } from "./wire.js";

const LONG = 3000;

/** The row of a message; `joined` to the one above, of the same person. */
export function messageRow(message, { joined, replies, inThread }) {
  const body = el("div", { class: "message-body" }, ...content(message));
  const row = el(
    "li",
    { class: `message ${joined ? "joined" : ""} ${message.ephemeral ? "ephemeral" : ""}`, data: { ts: message.ts } },
    message.ephemeral && el("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
    joined ? el("time", { class: "side", title: time(dateOf(message.ts)) }, shortTime(dateOf(message.ts))) : avatar(message.user),
    el("div", { class: "message-main" }, joined ? null : heading(message), body, chip(message, replies)),
  );
  if (!message.ephemeral) row.append(tools(message, body, inThread));
  return row;
}

function heading(message) {
  const known = store.users.get(message.user);
  const date = dateOf(message.ts);
  return el(
    "p",
    { class: "message-head" },
    el("strong", {}, nameOf(message.user)),
    known?.bot && el("span", { class: "badge" }, "APP"),
    el("time", { datetime: date.toISOString() }, time(date)),
  );
}

function content(message) {
  const inside = message.blocks.length
    ? blocks(message.blocks, inMessage(message))
    : [el("div", { class: "words" }, mrkdwn(message.text))];
  const shown = el("div", { class: "blocks" }, inside);
  const edited = message.edited && el("small", { class: "edited" }, "(edited)");
  return message.text.length > LONG && message.user !== store.bot ? [...folded(shown), edited] : [shown, edited];
}

/** A very long message, of which only the beginning shows at first. */
function folded(shown) {
  shown.classList.add("folded");
  const more = el("button", { type: "button", class: "link", "aria-expanded": "false" }, "Show all");
  more.addEventListener("click", () => {
    const open = !shown.classList.toggle("folded");
    more.textContent = open ? "Show less" : "Show all";
    more.setAttribute("aria-expanded", String(open));
  });
  return [shown, more];
}

function chip(message, replies) {
  if (isThinking(message.channel, message.ts)) {
    return el("p", { class: "thinking on" }, avatar(store.bot, "small"), `${nameOf(store.bot)} is thinking…`);
  }
  if (!replies.length) return null;
  const who = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  const count = `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`;
  const last = time(dateOf(replies.at(-1).ts));
  return el(
    "button",
    { type: "button", class: "reply-chip", on: { click: () => openThread(message) } },
    who.map((user) => avatar(user, "small")),
    el("strong", {}, count),
    el("span", {}, `Last reply at ${last}`),
  );
}

function openThread(message) {
  const channel = store.channels.find((each) => each.id === message.channel);
  goToChannel(channel, message.thread ?? message.ts);
}

function tools(message, body, inThread) {
  const named = `message of ${nameOf(message.user)}`;
  const more = el(
    "button",
    { type: "button", class: "quiet", "aria-haspopup": "menu", "aria-label": `More actions on the ${named}`, title: "More actions" },
    icon("more"),
  );
  more.addEventListener("click", () => openMenu(more, itemsFor(message, body, inThread)));
  const reply = el(
    "button",
    { type: "button", class: "quiet", "aria-label": `Reply in thread to the ${named}`, title: "Reply in thread", on: { click: () => openThread(message) } },
    icon("reply"),
  );
  return el("div", { class: "tools" }, inThread ? null : reply, more);
}

function itemsFor(message, body, inThread) {
  const at = { channel: message.channel, ts: message.ts };
  const shortcuts = store.shortcuts.filter((each) => each.type === "message");
  const own = message.user === store.me;
  return [
    !inThread && { words: "Reply in thread", act: () => openThread(message) },
    ...shortcuts.map(({ name }) => ({
      words: name,
      note: nameOf(store.bot),
      act: async () => told(await act("shortcut", { name, at })),
    })),
    own && { words: "Edit message", act: () => edit(message, body) },
    own && { words: "Delete message", act: async () => told(await act("delete", at)) },
  ].filter(Boolean);
}

function edit(message, body) {
  editor(body, message, () => fill(body, ...content(message)));
}
