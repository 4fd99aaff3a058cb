// Keys for the whole page: F6 goes from pane to pane, Escape closes what is open.

import { closeDrawer, drawerIsOpen } from "./drawer.js";
import { go, threadHere } from "./route.js";

const PANES = [
  ["#sidebar button"],
  ["#composer-main", "#place [tabindex='0']", "#place button"],
  ["#composer-thread"],
  ["#behind button"],
  ["#top button"],
];

export function keys() {
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "F6") {
      event.preventDefault();
      nextPane(event.shiftKey ? -1 : 1);
    }
    if (event.key === "Escape" && drawerIsOpen()) {
      closeDrawer({ back: true });
    } else if (event.key === "Escape" && threadHere() && !event.defaultPrevented) {
      go({ part: "" });
      document.getElementById("composer-main")?.focus();
    }
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    (document.getElementById("composer-main") ?? document.getElementById("place")).focus();
  });
}

function nextPane(by) {
  const first = PANES.map(firstSeen).filter(Boolean);
  const panes = first.map((node) => node.closest("nav, main, aside, header"));
  const now = panes.findIndex((pane) => pane.contains(document.activeElement));
  first[(now + by + first.length) % first.length].focus();
}

function firstSeen(selectors) {
  return selectors.flatMap((each) => [...document.querySelectorAll(each)]).find((node) => node.checkVisibility());
}
