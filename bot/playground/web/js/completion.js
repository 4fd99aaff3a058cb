// What the composer offers: commands and shortcuts after /, people after @, channels after #.

import { el } from "./dom.js";
import { store } from "./store.js";

/** The list above a field; `run(name)` runs a shortcut. `takes(event)` says whether a key was its own. */
export function completion(field, id, run) {
  const list = el("ul", { class: "options", id, role: "listbox", "aria-label": "Suggestions", hidden: true });
  const usage = el("p", { class: "usage", hidden: true });
  let offers = [];
  let at = 0;

  function look() {
    const before = field.value.slice(0, field.selectionStart);
    offers = offersFor(before, run, put);
    const exact = offers.length === 1 && offers[0].exact;
    if (exact) offers = [];
    const command = store.commands.find((each) => before === each.command || before.startsWith(`${each.command} `));
    usage.hidden = !command || before.length > command.command.length + 1;
    usage.textContent = command ? `${command.command} ${command.usage_hint ?? ""}` : "";
    at = 0;
    draw();
  }

  function put(text, from) {
    field.setRangeText(text, from, field.selectionStart, "end");
    field.dispatchEvent(new Event("input"));
    field.focus();
  }

  function draw() {
    list.hidden = !offers.length;
    list.replaceChildren(...offers.map(row));
    if (offers.length) field.setAttribute("aria-activedescendant", `${id}-${at}`);
    else field.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function row(offer, place) {
    const take = (event) => {
      event.preventDefault();
      choose(place);
    };
    return el(
      "li",
      { role: "option", id: `${id}-${place}`, "aria-selected": String(place === at), on: { pointerdown: take } },
      el("strong", {}, offer.words),
      offer.hint && el("span", { class: "hint-words" }, offer.hint),
      offer.note && el("small", {}, offer.note),
    );
  }

  function choose(place) {
    const offer = offers[place];
    close();
    offer.take();
  }

  function close() {
    offers = [];
    usage.hidden = true;
    draw();
  }

  function takes(event) {
    if (!offers.length) return false;
    const KEYS = {
      ArrowDown: () => { at = (at + 1) % offers.length; draw(); },
      ArrowUp: () => { at = (at + offers.length - 1) % offers.length; draw(); },
      Enter: () => choose(at),
      Tab: () => choose(at),
      Escape: close,
    };
    if (!KEYS[event.key] || event.shiftKey) return false;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
    return true;
  }

  field.addEventListener("blur", () => setTimeout(close, 0));
  return { node: el("div", { class: "completion" }, usage, list), look, takes, close };
}

function offersFor(before, run, put) {
  const [, mark, word] = /(?:^|\s)([@#])([\w-]*)$/.exec(before) ?? [];
  if (/^\/\S*$/.test(before)) return commands(before.toLowerCase(), run, put);
  const from = before.length - (word ?? "").length - 1;
  if (mark === "@") return named(people(), word, (name) => put(`@${name} `, from), "@");
  if (mark === "#") return named(channels(), word, (name) => put(`#${name} `, from), "#");
  return [];
}

function commands(typed, run, put) {
  const own = [{ command: "/invite", usage_hint: "@iissync", description: "Bring the bot into this channel" }];
  const fits = [...store.commands, ...own].filter((each) => each.command.startsWith(typed));
  const shortcuts = store.shortcuts.filter((each) => each.type === "global" && `/${each.name.toLowerCase()}`.startsWith(typed));
  return [
    ...fits.map(({ command, usage_hint: hint, description }) => ({
      words: command, hint, note: description, exact: command === typed, take: () => put(`${command} `, 0),
    })),
    ...shortcuts.map(({ name }) => ({ words: name, note: "Shortcut of iissync", take: () => run(name) })),
  ];
}

function named(all, word, take, mark) {
  const wanted = word.toLowerCase();
  const fits = all.filter(([name, full]) => name.startsWith(wanted) || full.toLowerCase().startsWith(wanted));
  return fits.map(([name, full]) => ({ words: `${mark}${name}`, note: full, exact: name === wanted, take: () => take(name) }));
}

function people() {
  const users = [...store.users.values()].filter((user) => user.id !== "USLACKBOT");
  return users.sort((one, other) => other.bot - one.bot).map((user) => [user.name, user.real_name]);
}

function channels() {
  return store.channels.filter((each) => each.kind !== "im").map((each) => [each.name, ""]);
}
