// A menu that a button opens: arrow keys move, Enter acts, Escape goes back to the button.

import { el } from "./dom.js";

let closeOpen = () => {};

/** Open a menu below that button, of items `{words, act, note?}`. */
export function openMenu(button, items) {
  closeOpen();
  const rows = items.map(({ words, note, act }) =>
    el(
      "button",
      { type: "button", role: "menuitem", tabindex: -1, on: { click: () => close(act) } },
      el("span", {}, words),
      note && el("small", {}, note),
    ),
  );
  const menu = el("div", { class: "menu", role: "menu", "aria-label": button.getAttribute("aria-label") ?? "Menu" }, rows);
  const outside = (event) => menu.contains(event.target) || close(null, false);
  const move = (by) => {
    const now = rows.indexOf(document.activeElement);
    rows[(now + by + rows.length) % rows.length].focus();
  };
  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => rows[0].focus(),
    End: () => rows.at(-1).focus(),
    Escape: () => close(),
    Tab: () => close(),
  };
  menu.addEventListener("keydown", (event) => {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  });

  function close(act = null, back = true) {
    if (!menu.isConnected) return;
    closeOpen = () => {};
    document.removeEventListener("pointerdown", outside, true);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
    act?.();
  }

  closeOpen = () => close(null, false);
  button.setAttribute("aria-expanded", "true");
  (button.closest("dialog, main, aside, header") ?? document.body).append(menu);
  place(menu, button);
  document.addEventListener("pointerdown", outside, true);
  rows[0]?.focus();
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height <= innerHeight;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
  menu.style.left = `${Math.min(Math.max(8, at.right - width), innerWidth - width - 8)}px`;
}
