// The field in which one writes, with what it offers as one types.

import { completion } from "./completion.js";
import { el, icon } from "./dom.js";
import { forTab } from "./kept.js";
import { openMenu } from "./menu.js";
import { told } from "./announce.js";
import { onPhone, say } from "./speak.js";
import { store } from "./store.js";
import { act } from "./wire.js";

const LONGEST = 40_000;
const TALLEST = 220;

/** A composer of that name; `show(channel, thread)` puts it there, with the draft of that place. */
export function composer(name) {
  let where = { channel: null, thread: null, key: "" };
  const field = el("textarea", {
    id: `composer-${name}`,
    rows: 1,
    maxlength: LONGEST,
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": `completion-${name}`,
  });
  const send = el("button", { type: "button", class: "send", "aria-label": "Send" }, icon("send"));
  const offers = completion(field, `completion-${name}`, runShortcut);
  const node = el(
    "div",
    { class: "composer" },
    offers.node,
    el("div", { class: "composer-box" }, field, el("div", { class: "composer-tools" }, shortcuts(), mentionButton(), phone(), send)),
  );

  function show(channel, thread) {
    const key = `draft/${store.me}/${channel.id}/${thread ?? ""}`;
    if (key === where.key) return;
    where = { channel, thread, key };
    const words = thread ? "Reply…" : `Message ${channel.kind === "im" ? "iissync" : `#${channel.name}`}`;
    field.placeholder = words;
    field.setAttribute("aria-label", words);
    put(forTab.get(key, ""));
  }

  function put(text) {
    field.value = text;
    changed();
  }

  function changed() {
    forTab.set(where.key, field.value);
    send.disabled = !field.value.trim();
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`;
  }

  async function submit() {
    const text = field.value.trim();
    if (!text) return;
    const { channel, thread, key } = where;
    put("");
    offers.close();
    if (!(await say(channel, thread, text)) && where.key === key && !field.value) put(text);
  }

  async function runShortcut(shortcut) {
    put("");
    told(await act("shortcut", { name: shortcut }));
  }

  function shortcuts() {
    const button = el("button", { type: "button", class: "quiet", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu" }, icon("bolt"));
    const global = () => store.shortcuts.filter((each) => each.type === "global");
    button.addEventListener("click", () =>
      openMenu(button, global().map((each) => ({ words: each.name, note: "iissync", act: () => runShortcut(each.name) }))));
    return button;
  }

  function mentionButton() {
    const mention = () => {
      field.focus();
      field.setRangeText("@iissync ", field.selectionStart, field.selectionEnd, "end");
      changed();
    };
    return el("button", { type: "button", class: "quiet", "aria-label": "Mention iissync", title: "Mention iissync", on: { click: mention } }, icon("at"));
  }

  function phone() {
    const box = el("button", { type: "button", role: "switch", class: "switch", "aria-checked": String(onPhone()), title: "Ten digits become a link to call them, as on some phones" }, icon("phone"), "Speaking from a phone");
    box.addEventListener("click", () => {
      forTab.set("phone", !onPhone());
      for (const each of document.querySelectorAll(".switch")) each.setAttribute("aria-checked", String(onPhone()));
    });
    return box;
  }

  field.addEventListener("input", () => {
    changed();
    offers.look();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || offers.takes(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });
  send.addEventListener("click", () => {
    submit();
    field.focus();
  });
  return { node, show, focus: () => field.focus() };
}
