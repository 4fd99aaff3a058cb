// The field for a new message, with its suggestions and buttons.

import { attempt, onPhone, post } from "./actions.js";
import { completion } from "./completion.js";
import { button, el, icon, iconButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { tabStorage } from "./storage.js";
import { shortcuts, store } from "./store.js";

const LONGEST = 40_000;
const TALLEST_PX = 220;

/** A composer of that name; `show(channel, thread)` shows the draft for that place. */
export function composer(name) {
  let where = { channel: null, thread: null, key: "" };
  const field = el("textarea", { id: `composer-${name}`, rows: 1, maxlength: LONGEST, autocomplete: "off" });
  const suggestions = completion(field, runShortcut);
  const send = button({ class: "send", "aria-label": "Send" }, () => {
    submit();
    field.focus();
  }, icon("send"));
  const tools = el("div", { class: "composer-tools" }, shortcutsButton(runShortcut), mentionButton(field), phoneSwitch(), send);
  const node = el("div", { class: "composer" }, suggestions.node, el("div", { class: "composer-box" }, field, tools));

  function show(channel, thread) {
    const key = `draft/${store.me}/${channel.id}/${thread ?? ""}`;
    if (key === where.key) return;
    where = { channel, thread, key };
    const label = thread ? "Reply…" : `Message ${channel.kind === "im" ? "iissync" : `#${channel.name}`}`;
    field.placeholder = label;
    field.setAttribute("aria-label", label);
    put(tabStorage.get(key, ""));
  }

  function put(text) {
    field.value = text;
    onChange();
  }

  function onChange() {
    tabStorage.set(where.key, field.value);
    send.disabled = !field.value.trim();
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, TALLEST_PX)}px`;
  }

  async function submit() {
    const text = field.value.trim();
    if (!text) return;
    const { channel, thread, key } = where;
    put("");
    suggestions.close();
    if (!(await post(channel, thread, text)) && where.key === key && !field.value) put(text);
  }

  function runShortcut(shortcut) {
    put("");
    attempt("shortcut", { name: shortcut });
  }

  field.addEventListener("input", () => {
    onChange();
    suggestions.update();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || suggestions.handleKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });
  return { node, show, focus: () => field.focus() };
}

function shortcutsButton(run) {
  const items = () => shortcuts("global").map(({ name }) => ({ text: name, note: "iissync", act: () => run(name) }));
  const open = iconButton("bolt", "Shortcuts", () => openMenu(open, items()), { title: "Shortcuts", "aria-haspopup": "menu" });
  return open;
}

function mentionButton(field) {
  const mention = () => {
    field.focus();
    field.setRangeText("@iissync ", field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
  };
  return iconButton("at", "Mention iissync", mention, { title: "Mention iissync" });
}

function phoneSwitch() {
  const title = "Ten digits become a link to call them, as on some phones";
  const toggle = () => {
    tabStorage.set("phone", !onPhone());
    for (const each of document.querySelectorAll(".switch")) each.setAttribute("aria-checked", String(onPhone()));
  };
  const props = { role: "switch", class: "switch", "aria-checked": String(onPhone()), title };
  return button(props, toggle, icon("phone"), "Speaking from a phone");
}
