// Block Kit: each kind of block, and what it becomes.

import { el } from "../dom.js";
import { element } from "./elements.js";
import { image } from "./image.js";
import { input } from "./input.js";
import { words } from "./mrkdwn.js";
import { richText } from "./rich_text.js";
import { table } from "./table.js";
import { unknown } from "./unknown.js";

const BLOCKS = {
  header: (block) => el("p", { class: "block-header", role: "heading", "aria-level": 3 }, words(block.text)),
  section,
  rich_text: richText,
  context: (block) => el("div", { class: "block-context" }, block.elements.map(small)),
  divider: () => el("hr"),
  actions: (block, at) => el("div", { class: "block-actions" }, block.elements.map((each) => element(each, block, at))),
  context_actions: (block, at) => el("div", { class: "block-actions" }, block.elements.map((each) => element(each, block, at))),
  input,
  image: (block) => image(block),
  table,
  alert: (block) => el("div", { class: `block-alert ${block.level ?? "default"}` }, words(block.text)),
  markdown: (block) => el("div", { class: "words" }, block.text),
};

/**
 * The nodes of some blocks. `at` says where they stand: `at.use(block, element, value)` acts there,
 * `at.suggest(block, element, typed)` asks for options, `at.form` holds the fields of a form.
 */
export function blocks(list, at) {
  return list.map((block) => (BLOCKS[block.type] ?? unknown)(block, at));
}

function section(block, at) {
  const text = block.text && el("div", { class: "words" }, words(block.text));
  const fields = block.fields?.map((field) => el("div", { class: "words" }, words(field)));
  return el(
    "div",
    { class: "block-section" },
    el("div", { class: "section-text" }, text, fields && el("div", { class: "section-fields" }, fields)),
    block.accessory && el("div", { class: "accessory" }, element(block.accessory, block, at)),
  );
}

function small(part) {
  return part.type === "image" ? image(part, "small") : el("div", { class: "words" }, words(part));
}
