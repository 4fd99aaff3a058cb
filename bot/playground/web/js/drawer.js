// The channels as a drawer, where the window is narrow.

const NAME = "with-sidebar";

export function openDrawer() {
  document.body.classList.add(NAME);
  document.getElementById("place").inert = true;
  document.querySelector("#sidebar button").focus();
}

/** Close it; `back` to the button that opens it, if the focus is to go anywhere. */
export function closeDrawer({ back = false } = {}) {
  document.body.classList.remove(NAME);
  document.getElementById("place").inert = false;
  if (back) document.getElementById("open-sidebar").focus();
}

export function drawerIsOpen() {
  return document.body.classList.contains(NAME);
}

addEventListener("pointerdown", ({ target }) => {
  if (drawerIsOpen() && !document.getElementById("sidebar").contains(target)) closeDrawer();
});
