// The app's home tab.

import { inView } from "./acting.js";
import { blocks } from "./blocks/blocks.js";
import { el, fill } from "./dom.js";
import { keepingFocus } from "./keyed.js";
import { store } from "./store.js";

/** Show it in `panel`, anew if it `changed`. */
export function home(panel, changed) {
  if (!changed) return;
  const view = store.home;
  const inside = view
    ? el("div", { class: "home-page blocks" }, blocks(view.blocks, inView(view, new Map())))
    : el("p", { class: "waiting", role: "status" }, "iissync is preparing this page…");
  keepingFocus(panel, () => fill(panel, inside));
}
