// The page: follows what one person sees, and shows it again whenever that changes.

import { announceNews } from "./news.js";
import { behind } from "./behind.js";
import { closeDrawer } from "./drawer.js";
import { hereToModal } from "./modal.js";
import { keys } from "./keys.js";
import { place } from "./place.js";
import { route } from "./route.js";
import { sidebar } from "./sidebar.js";
import { store, changed, watch } from "./store.js";
import { thread } from "./thread.js";
import { top } from "./top.js";
import { follow } from "./wire.js";

let followed = "";

function arrive() {
  const { person } = route();
  closeDrawer();
  if (person !== followed) {
    followed = person;
    store.ready = false;
    document.getElementById("frame").inert = true; // what is typed now would be the other's
    follow(person);
  } else changed("route");
}

watch((kinds) => {
  document.getElementById("lost").hidden = store.connected;
  if (!store.ready) return;
  document.getElementById("frame").inert = false;
  top(kinds);
  sidebar();
  place(kinds);
  thread(kinds);
  hereToModal(kinds);
  behind(kinds);
  announceNews(kinds);
});

addEventListener("hashchange", arrive);
keys();
arrive();
