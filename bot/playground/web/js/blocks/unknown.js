// What this page cannot show is named, with its JSON; nothing is dropped.

import { el } from "../dom.js";

export function unknown(part) {
  const json = JSON.stringify(part, null, 2);
  return el(
    "details",
    { class: "unknown" },
    el("summary", {}, `“${part.type}” is not shown here; this is its JSON`),
    el("pre", { tabindex: 0 }, json),
  );
}
