// A menu of a button: arrow keys move, Enter acts, Escape goes back to the button.

import { button as makeButton, el } from "./dom.js";

/** Open a menu at that button, of items `{text, act, note?}`. */
export function openMenu(button, items) {
  const rows = items.map(({ text, note, act }) =>
    makeButton({ role: "menuitem", tabindex: -1 }, () => close(act), el("span", {}, text), note && el("small", {}, note)));
  const label = button.getAttribute("aria-label") ?? "Menu";
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": label }, rows);
  const move = (by) => rows[(rows.indexOf(document.activeElement) + by + rows.length) % rows.length].focus();
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
  menu.addEventListener("toggle", ({ newState }) => {
    button.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "closed") menu.remove();
  });

  function close(act) {
    menu.hidePopover();
    button.focus();
    act?.();
  }

  (button.closest("dialog, main, aside, header") ?? document.body).append(menu);
  menu.showPopover();
  position(menu, button);
  rows[0]?.focus();
}

function position(menu, button) {
  const box = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const fitsBelow = box.bottom + 4 + height <= innerHeight;
  menu.style.top = `${fitsBelow ? box.bottom + 4 : Math.max(8, box.top - height - 4)}px`;
  menu.style.left = `${Math.min(Math.max(8, box.right - width), innerWidth - width - 8)}px`;
}
