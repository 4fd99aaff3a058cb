// What the composer suggests: commands and shortcuts after /, people after @, channels after #.

import { el } from "./dom.js";
import { listbox } from "./listbox.js";
import { shortcuts, store } from "./store.js";

const INVITE = { command: "/invite", usage_hint: "@iissync", description: "Bring the bot into this channel" };

/** The suggestions for a field; `run(name)` runs a shortcut. Call `update()` after each input. */
export function completion(field, run) {
  const usage = el("p", { class: "usage", hidden: true });
  const list = listbox(field, {
    label: "Suggestions",
    preselect: true,
    closed: close,
    content: ({ text, hint, note }) => [
      el("strong", {}, text),
      hint && el("span", { class: "hint-words" }, hint),
      note && el("small", {}, note),
    ],
    choose(option) {
      usage.hidden = true;
      option.take();
    },
  });

  function update() {
    const before = field.value.slice(0, field.selectionStart);
    const found = suggestions(before, run, insert);
    list.show(found.length === 1 && found[0].exact ? [] : found);
    showUsage(before);
  }

  function showUsage(before) {
    const command = store.commands.find((each) => before === each.command || before.startsWith(`${each.command} `));
    usage.hidden = !command || before.length > command.command.length + 1;
    usage.textContent = command ? `${command.command} ${command.usage_hint ?? ""}` : "";
  }

  function insert(text, from) {
    field.setRangeText(text, from, field.selectionStart, "end");
    field.dispatchEvent(new Event("input"));
    field.focus();
  }

  function close() {
    usage.hidden = true;
    list.close();
  }

  field.addEventListener("blur", () => setTimeout(close, 0));
  return { node: el("div", { class: "completion" }, usage, list.node), update, handleKey: list.handleKey, close };
}

function suggestions(before, run, insert) {
  if (/^\/\S*$/.test(before)) return commands(before.toLowerCase(), run, insert);
  const [, mark, word] = /(?:^|\s)([@#])([\w-]*)$/.exec(before) ?? [];
  if (!mark) return [];
  const from = before.length - word.length - 1;
  const take = (name) => insert(`${mark}${name} `, from);
  return names(mark === "@" ? people() : channels(), mark, word.toLowerCase(), take);
}

function commands(typed, run, insert) {
  const fitting = [...store.commands, INVITE].filter(({ command }) => command.startsWith(typed));
  const runnable = shortcuts("global").filter(({ name }) => `/${name.toLowerCase()}`.startsWith(typed));
  return [
    ...fitting.map(({ command, usage_hint: hint, description: note }) => ({
      text: command, hint, note, exact: command === typed, take: () => insert(`${command} `, 0),
    })),
    ...runnable.map(({ name }) => ({ text: name, note: "Shortcut of iissync", take: () => run(name) })),
  ];
}

function names(all, mark, typed, take) {
  const fitting = all.filter(({ name, note }) => name.startsWith(typed) || note.toLowerCase().startsWith(typed));
  return fitting.map(({ name, note }) => ({ text: `${mark}${name}`, note, exact: name === typed, take: () => take(name) }));
}

function people() {
  const users = [...store.users.values()].filter((user) => user.id !== "USLACKBOT");
  return users.sort((one, other) => other.is_bot - one.is_bot).map((user) => ({ name: user.name, note: user.real_name }));
}

function channels() {
  return store.channels.filter(({ kind }) => kind !== "im").map(({ name }) => ({ name, note: "" }));
}
