// One message: its author, time and content, and what can be done with it.

import { attempt, inMessage } from "./actions.js";
import { avatar, thinkingNote } from "./avatar.js";
import { blocks } from "./blocks/blocks.js";
import { textNodes } from "./blocks/rich_text.js";
import { button, el, fill, icon, iconButton } from "./dom.js";
import { editor } from "./editor.js";
import { openMenu } from "./menu.js";
import { goToChannel } from "./route.js";
import { channelOf, nameOf, shortcuts, store } from "./store.js";
import { isThinking } from "./thinking.js";
import { dateOf, shortTime, time } from "./when.js";

const LONG = 3000;

/** The row of a message; `joined`: below another one of the same user, so without a heading. */
export function messageRow(message, { joined, replies, inThread }) {
  const body = el("div", { class: "message-body" }, ...content(message));
  const date = dateOf(message.ts);
  const side = joined ? el("time", { class: "side", title: time(date) }, shortTime(date)) : avatar(message.user);
  return el(
    "li",
    { class: `message ${joined ? "joined" : ""} ${message.ephemeral_to ? "ephemeral" : ""}`, data: { ts: message.ts } },
    message.ephemeral_to && el("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
    side,
    el("div", { class: "message-main" }, joined ? null : heading(message, date), body, replyChip(message, replies)),
    message.ephemeral_to ? null : tools(message, body, inThread),
  );
}

function heading(message, date) {
  return el(
    "p",
    { class: "message-head" },
    el("strong", {}, nameOf(message.user)),
    store.users.get(message.user)?.is_bot && el("span", { class: "badge" }, "APP"),
    el("time", { datetime: date.toISOString() }, time(date)),
  );
}

function content(message) {
  const inside = message.blocks.length
    ? blocks(message.blocks, inMessage(message))
    : [el("div", { class: "words" }, textNodes(message.words))];
  const shown = el("div", { class: "blocks" }, inside);
  const edited = message.edited_ts && el("small", { class: "edited" }, "(edited)");
  const isLong = message.text.length > LONG && message.user !== store.bot;
  return isLong ? [...folded(shown), edited] : [shown, edited];
}

/** A very long message, of which only the beginning shows at first. */
function folded(shown) {
  shown.classList.add("folded");
  const toggle = button({ class: "link", "aria-expanded": "false" }, () => {
    const isOpen = !shown.classList.toggle("folded");
    toggle.textContent = isOpen ? "Show less" : "Show all";
    toggle.setAttribute("aria-expanded", String(isOpen));
  }, "Show all");
  return [shown, toggle];
}

function replyChip(message, replies) {
  if (isThinking(message.channel, message.ts)) return el("p", { class: "thinking on" }, thinkingNote());
  if (!replies.length) return null;
  const authors = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return button(
    { class: "reply-chip" },
    () => openThread(message),
    authors.map((user) => avatar(user, "small")),
    el("strong", {}, `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`),
    el("span", {}, `Last reply at ${time(dateOf(replies.at(-1).ts))}`),
  );
}

function openThread(message) {
  goToChannel(channelOf(message.channel), message.thread_ts ?? message.ts);
}

function tools(message, body, inThread) {
  const name = `message of ${nameOf(message.user)}`;
  const reply = iconButton("reply", `Reply in thread to the ${name}`, () => openThread(message), { title: "Reply in thread" });
  const open = () => openMenu(more, menuItems(message, body, inThread));
  const more = iconButton("more", `More actions on the ${name}`, open, { title: "More actions", "aria-haspopup": "menu" });
  return el("div", { class: "tools" }, inThread ? null : reply, more);
}

function menuItems(message, body, inThread) {
  const at = { channel: message.channel, ts: message.ts };
  const isOwn = message.user === store.me;
  const edit = () => editor(body, message, () => fill(body, ...content(message)));
  return [
    !inThread && { text: "Reply in thread", act: () => openThread(message) },
    ...shortcuts("message").map(({ name }) => ({
      text: name,
      note: nameOf(store.bot),
      act: () => attempt("shortcut", { name, at }),
    })),
    ...store.steps.map(({ id }) => ({
      text: "Run a workflow",
      note: nameOf(store.bot),
      act: () => attempt("step", { name: id, at }),
    })),
    isOwn && { text: "Edit message", act: edit },
    isOwn && { text: "Delete message", act: () => attempt("delete", at) },
  ].filter(Boolean);
}
