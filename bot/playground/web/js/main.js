// The page: follows what one person sees, and shows it again whenever that changes.

import { announceNews } from "./news.js";
import { behind } from "./behind.js";
import { el } from "./dom.js";
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
  document.body.classList.remove("with-sidebar");
  if (person !== followed) {
    followed = person;
    follow(person);
  } else changed("route");
}

watch((kinds) => {
  if (!store.ready) return;
  document.body.classList.toggle("broken", !store.connected);
  top(kinds);
  sidebar();
  place(kinds);
  thread(kinds);
  hereToModal(kinds);
  behind(kinds);
  announceNews(kinds);
});

document.body.prepend(el("p", { class: "lost", role: "alert" },
  "The playground has ended. Start it again with ", el("code", {}, "python -m bot playground"), "; this page will find it."));
addEventListener("hashchange", arrive);
keys();
arrive();
