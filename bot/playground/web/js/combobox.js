// A field with a list of options, which follows what is typed.

import { el } from "./dom.js";
import { listbox } from "./listbox.js";

const PAUSE_MS = 150;

/**
 * `find(typed)` returns options `{text, value}`, if at least `least` characters are typed.
 * `choose(option)` is called for the chosen option, or with null when the field is emptied.
 * `show(option)` shows one without choosing it.
 */
export function combobox({ label, placeholder, least, find, choose }) {
  const props = { type: "text", class: "field", role: "combobox", placeholder, autocomplete: "off" };
  const field = el("input", { ...props, "aria-label": label, "aria-expanded": "false" });
  const status = el("p", { class: "options-status", role: "status" });
  const list = listbox(field, {
    label,
    closed: close,
    content: (option) => option.text,
    choose(option) {
      show(option);
      close();
      choose(option);
    },
  });
  let shown = null;
  let request = 0;
  let timer = 0;

  async function search() {
    const mine = ++request;
    const typed = field.value === (shown?.text ?? "") ? "" : field.value.trim();
    if (typed.length < least) return open([], field.value && least ? `Type ${least} characters or more.` : "");
    const found = await find(typed);
    if (mine === request && document.activeElement === field) open(found, found.length ? "" : "Nothing found.");
  }

  function open(found, problem) {
    list.show(found);
    status.textContent = problem || (found.length ? `${found.length} options` : "");
    status.classList.toggle("seen", Boolean(problem));
  }

  function show(option) {
    shown = option;
    field.value = option ? option.text : "";
  }

  function close() {
    request += 1;
    clearTimeout(timer);
    open([], "");
  }

  field.addEventListener("keydown", (event) => {
    if (list.handleKey(event) || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    search();
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, least ? PAUSE_MS : 0);
  });
  field.addEventListener("click", () => list.node.hidden && !least && search());
  field.addEventListener("blur", () => {
    close();
    if (!field.value && shown) choose(null);
    show(field.value ? shown : null);
  });
  return { node: el("div", { class: "combobox" }, field, list.node, status), field, show };
}
