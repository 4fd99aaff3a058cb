// A list of messages, which stays at its end while one reads there.

import { avatar } from "./avatar.js";
import { el, fill, icon } from "./dom.js";
import { keyed } from "./keyed.js";
import { messageRow } from "./message.js";
import { messagesIn, nameOf, store } from "./store.js";
import { isThinking } from "./thinking.js";
import { dateOf, day } from "./when.js";

const NEAR = 80;
const TOGETHER = 300;

/** A list with that name; `show(channel, thread, first)` fills it, with `first` at its beginning. */
export function messageList(name) {
  const begin = el("div", {});
  const rows = el("ol", { class: "messages", role: "list", "aria-label": name });
  const thinking = el("p", { class: "thinking", role: "status" });
  const more = el("button", { type: "button", class: "more-below", hidden: true }, icon("down"), "New messages");
  const node = el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name }, begin, rows, thinking, more);
  let shown = "";
  let known = "";

  const atEnd = () => node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
  const atLast = () => rows.lastElementChild && Math.abs(node.scrollTop - rows.lastElementChild.offsetTop) < NEAR;
  const toEnd = () => node.scrollTo(0, node.scrollHeight);
  /** To the end; but of a message that is taller than the list, to its beginning. */
  const toLast = () => {
    toEnd();
    const last = rows.lastElementChild;
    if (last && last.offsetHeight > node.clientHeight) node.scrollTo(0, last.offsetTop);
  };
  more.addEventListener("click", toEnd);
  node.addEventListener("scroll", () => { more.hidden = more.hidden || atEnd(); });

  function show(channel, thread, first = null) {
    const there = messagesIn(channel.id, thread);
    const parent = thread ? [store.messages.get(`${channel.id}/${thread}`)].filter(Boolean) : [];
    const moved = shown !== `${store.me}/${channel.id}/${thread}`;
    const stay = atEnd() || atLast() || moved;
    const last = there.at(-1);
    const mine = last && last.user === store.me && last.ts > known;
    fill(begin, first);
    keyed(rows, [...parent, ...there].flatMap((message, place, all) => items(message, all[place - 1], thread)));
    think(isThinking(channel.id, thread));
    const fresh = last && last.ts > known;
    if (mine || (stay && (fresh || moved))) toLast();
    else if (fresh) more.hidden = false;
    shown = `${store.me}/${channel.id}/${thread}`;
    known = last?.ts ?? "";
  }

  function think(on) {
    if (on === thinking.classList.contains("on")) return;
    thinking.classList.toggle("on", on);
    fill(thinking, on && [avatar(store.bot, "small"), el("span", {}, `${nameOf(store.bot)} is thinking…`)]);
  }

  return { node, show };
}

function items(message, before, thread) {
  const date = dateOf(message.ts);
  const newDay = !thread && (!before || day(dateOf(before.ts)) !== day(date));
  const joined = !newDay && before && before.user === message.user && !before.ephemeral && !message.ephemeral
    && Number(message.ts) - Number(before.ts) < TOGETHER && before.ts !== thread;
  const replies = thread ? [] : messagesIn(message.channel, message.ts);
  const sign = JSON.stringify([message, joined, replies.map((reply) => reply.ts), store.me, isThinking(message.channel, message.ts)]);
  const row = { key: `${message.channel}/${message.ts}`, sign, make: () => messageRow(message, { joined, replies, inThread: Boolean(thread) }) };
  const line = { key: `day/${message.channel}/${message.ts}`, sign: day(date), make: () => el("li", { class: "day" }, el("span", {}, day(date))) };
  return newDay ? [line, row] : [row];
}
