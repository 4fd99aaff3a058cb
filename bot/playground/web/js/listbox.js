// A list of options below or above a text field; the focus stays in the field.

import { el } from "./dom.js";

let serial = 0;

/**
 * The list of `field`: `content(option)` makes the children of a row, `choose(option)` is called
 * for the chosen one. With `preselect` the first option is active at once, and Tab chooses, too.
 * `closed()` is called when Escape closes the list. `handleKey(event)` returns whether the key was
 * for the list.
 */
export function listbox(field, { label, content, choose, closed, preselect = false }) {
  const id = `options-${++serial}`;
  const node = el("ul", { class: "options", id, role: "listbox", "aria-label": label, hidden: true });
  const isCombobox = field.getAttribute("role") === "combobox";
  let options = [];
  let active = -1;
  field.setAttribute("aria-controls", id);
  field.setAttribute("aria-autocomplete", "list");

  function show(found) {
    options = found;
    active = preselect && found.length ? 0 : -1;
    node.hidden = !found.length;
    node.replaceChildren(...found.map(row));
    if (isCombobox) field.setAttribute("aria-expanded", String(!node.hidden));
    markActive();
  }

  function row(option, index) {
    const take = (event) => {
      event.preventDefault();
      pick(index);
    };
    return el("li", { role: "option", id: `${id}-${index}`, on: { pointerdown: take } }, content(option));
  }

  function markActive() {
    [...node.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === active)));
    if (active >= 0) field.setAttribute("aria-activedescendant", `${id}-${active}`);
    else field.removeAttribute("aria-activedescendant");
    node.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function move(by) {
    active = (active + by + options.length) % options.length;
    markActive();
  }

  function pick(index) {
    const option = options[index];
    show([]);
    choose(option);
  }

  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => pick(active),
    Tab: () => pick(active),
    Escape: () => closed(),
  };

  function handleKey(event) {
    if (node.hidden || event.shiftKey || !KEYS[event.key]) return false;
    if (event.key === "Tab" && !preselect) return false;
    if (event.key === "Enter" && active < 0) return false;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
    return true;
  }

  return { node, show, handleKey, close: () => show([]) };
}
