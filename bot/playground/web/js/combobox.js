// A field with a list of options below it, which follows what one types.

import { el } from "./dom.js";

const PAUSE = 150;
let serial = 0;

/**
 * `find(typed)` gives options `{text, value}`, from `least` characters on; `choose(option)` is told
 * which it was, or null when the field is emptied. `show(option)` puts one in without choosing.
 */
export function combobox({ label, placeholder, least, find, choose }) {
  const id = `options-${++serial}`;
  const list = el("ul", { class: "options", id, role: "listbox", "aria-label": label, hidden: true });
  const field = el("input", {
    type: "text",
    class: "field",
    role: "combobox",
    placeholder,
    autocomplete: "off",
    "aria-label": label,
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-autocomplete": "list",
  });
  const status = el("p", { class: "options-status", role: "status" });
  let options = [];
  let at = -1;
  let shown = null;
  let asked = 0;
  let timer = 0;

  async function ask() {
    const mine = ++asked;
    const words = field.value === (shown?.text ?? "") ? "" : field.value.trim();
    if (words.length < least) return open([], field.value && least ? `Type ${least} characters or more.` : "");
    const found = await find(words);
    if (mine === asked && document.activeElement === field) open(found, found.length ? "" : "Nothing found.");
  }

  function open(found, words) {
    options = found;
    at = -1;
    list.replaceChildren(...found.map(row));
    list.hidden = !found.length;
    status.textContent = words || (found.length ? `${found.length} options` : "");
    status.classList.toggle("seen", Boolean(words));
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  function row(option, place) {
    const take = (event) => {
      event.preventDefault();
      pick(place);
    };
    return el("li", { role: "option", id: `${id}-${place}`, "aria-selected": "false", on: { pointerdown: take } }, option.text);
  }

  function move(by) {
    if (list.hidden) return ask();
    at = (at + by + options.length) % options.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    field.setAttribute("aria-activedescendant", `${id}-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function pick(place) {
    show(options[place]);
    close();
    choose(shown);
  }

  function show(option) {
    shown = option;
    field.value = option ? option.text : "";
  }

  function close() {
    asked += 1;
    clearTimeout(timer);
    open([], "");
  }

  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => at >= 0 && pick(at),
    Escape: () => !list.hidden && close(),
  };
  field.addEventListener("keydown", (event) => {
    const wanted = KEYS[event.key];
    if (!wanted || (event.key === "Enter" && at < 0) || (event.key === "Escape" && list.hidden)) return;
    event.preventDefault();
    event.stopPropagation();
    wanted();
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, least ? PAUSE : 0);
  });
  field.addEventListener("click", () => list.hidden && !least && ask());
  field.addEventListener("blur", () => {
    close();
    if (!field.value && shown) {
      shown = null;
      choose(null);
    } else field.value = shown ? shown.text : "";
  });
  return { node: el("div", { class: "combobox" }, field, list, status), field, show };
}
