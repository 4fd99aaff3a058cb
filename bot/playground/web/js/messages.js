// A list of messages, which scrolls with new messages while the user is at its end.

import { THINKING, thinkingNote } from "./avatar.js";
import { button, el, fill, icon } from "./dom.js";
import { updateList } from "./lists.js";
import { messageRow } from "./message.js";
import { assistantIn, messageAt, messagesIn, store } from "./store.js";
import { isThinking } from "./thinking.js";
import { dateOf, day } from "./when.js";

const NEAR_PX = 80;
const JOIN_SECONDS = 300;

/** A list of that name; `show(channel, thread, first)` fills it, and puts `first` above it. */
export function messageList(name) {
  const top = el("div", {});
  const rows = el("ol", { class: "messages", role: "list", "aria-label": name });
  const thinking = el("p", { class: "thinking", role: "status" });
  const more = button({ class: "more-below", hidden: true }, toEnd, icon("down"), "New messages");
  const region = { class: "scroll", tabindex: 0, role: "region", "aria-label": name };
  const node = el("div", region, top, rows, thinking, more);
  let shown = "";
  let latest = "";

  const atEnd = () => node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX;
  const atLast = () => rows.lastElementChild && Math.abs(node.scrollTop - rows.lastElementChild.offsetTop) < NEAR_PX;
  node.addEventListener("scroll", () => { more.hidden = more.hidden || atEnd(); });

  function toEnd() {
    node.scrollTo(0, node.scrollHeight);
  }

  /** Scroll to the end, or to the beginning of a last message that is taller than the list. */
  function toLast() {
    toEnd();
    const last = rows.lastElementChild;
    if (last && last.offsetHeight > node.clientHeight) node.scrollTo(0, last.offsetTop);
  }

  function show(channel, thread, first = null) {
    const here = `${store.me}/${channel.id}/${thread}`;
    const hasMoved = shown !== here;
    const follows = atEnd() || atLast() || hasMoved;
    const messages = messagesIn(channel.id, thread);
    const last = messages.at(-1);
    const isNew = last && last.ts > latest;
    fill(top, first);
    const parent = thread ? [messageAt(channel.id, thread)].filter(Boolean) : [];
    updateList(rows, [...parent, ...messages].flatMap((message, place, all) => items(message, all[place - 1], thread)));
    showDoing(assistantIn(channel.id, thread).status || (isThinking(channel.id, thread) ? THINKING : ""));
    if ((isNew && last.user === store.me) || (follows && (isNew || hasMoved))) toLast();
    else if (isNew) more.hidden = false;
    shown = here;
    latest = last?.ts ?? "";
  }

  /** Show what the bot is doing; empty: nothing. */
  function showDoing(doing) {
    if (doing === (thinking.dataset.doing ?? "")) return;
    thinking.dataset.doing = doing;
    thinking.classList.toggle("on", Boolean(doing));
    fill(thinking, doing && thinkingNote(doing));
  }

  return { node, show };
}

function items(message, before, thread) {
  const { channel, ts } = message;
  const today = day(dateOf(ts));
  const isNewDay = !thread && (!before || day(dateOf(before.ts)) !== today);
  const joined = !isNewDay && isJoined(message, before) && before.ts !== thread;
  const replies = thread ? [] : messagesIn(channel, ts);
  const row = {
    key: `${channel}/${ts}`,
    version: JSON.stringify([message, joined, replies.map((reply) => reply.ts), store.me, isThinking(channel, ts)]),
    make: () => messageRow(message, { joined, replies, inThread: Boolean(thread) }),
  };
  const line = {
    key: `day/${channel}/${ts}`,
    version: today,
    make: () => el("li", { class: "day" }, el("span", {}, today)),
  };
  return isNewDay ? [line, row] : [row];
}

function isJoined(message, before) {
  return before && before.user === message.user && !before.ephemeral_to && !message.ephemeral_to
    && Number(message.ts) - Number(before.ts) < JOIN_SECONDS;
}
