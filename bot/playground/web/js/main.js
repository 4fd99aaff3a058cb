// The page: follows what one person sees, renders it after each change, and handles its keys.

import { announceMessages } from "./announce.js";
import { follow } from "./connection.js";
import { renderExchanges } from "./exchanges.js";
import { renderModal } from "./modal.js";
import { renderPlace } from "./place.js";
import { closeThread, route, threadHere } from "./route.js";
import { closeDrawer, drawerIsOpen, renderSidebar } from "./sidebar.js";
import { notify, store, subscribe } from "./store.js";
import { renderThread } from "./thread.js";
import { renderTop } from "./top.js";

/** Where the focus goes in each pane. */
const PANES = [
  ["#sidebar button"],
  ["#composer-main", "#place [tabindex='0']", "#place button"],
  ["#composer-thread"],
  ["#exchanges button"],
  ["#top button"],
];
let followed = "";

function onRoute() {
  const { person } = route();
  closeDrawer();
  if (person === followed) {
    notify("route");
    return;
  }
  followed = person;
  store.ready = false;
  document.getElementById("frame").inert = true; // until it shows what the other person sees
  follow(person);
}

function render(kinds) {
  document.getElementById("disconnected").hidden = store.connected;
  if (!store.ready) return;
  document.getElementById("frame").inert = false;
  renderTop();
  renderSidebar();
  renderPlace(kinds);
  renderThread();
  renderModal(kinds);
  renderExchanges();
  announceMessages(kinds);
}

/** F6 goes to the next pane; Escape closes the drawer or the thread. */
function onKey(event) {
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "F6") {
    event.preventDefault();
    focusPane(event.shiftKey ? -1 : 1);
  }
  if (event.key === "Escape" && drawerIsOpen()) closeDrawer({ focusOpener: true });
  else if (event.key === "Escape" && threadHere() && !event.defaultPrevented) closeThread();
}

function focusPane(by) {
  const targets = PANES.map(firstVisible).filter(Boolean);
  const panes = targets.map((node) => node.closest("nav, main, aside, header"));
  const now = panes.findIndex((pane) => pane.contains(document.activeElement));
  targets[(now + by + targets.length) % targets.length].focus();
}

function firstVisible(selectors) {
  return selectors.flatMap((each) => [...document.querySelectorAll(each)]).find((node) => node.checkVisibility());
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  (document.getElementById("composer-main") ?? document.getElementById("place")).focus();
});
subscribe(render);
addEventListener("keydown", onKey);
addEventListener("hashchange", onRoute);
onRoute();
