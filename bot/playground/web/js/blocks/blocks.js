// Block Kit: how each kind of block is shown.

import { el } from "../dom.js";
import { element } from "./elements.js";
import { image, unknown } from "./inline.js";
import { input } from "./input.js";
import { richText, textNodes } from "./rich_text.js";

const BLOCKS = {
  header: (block) => el("p", { class: "block-header", role: "heading", "aria-level": 3 }, textNodes(block.text)),
  section,
  rich_text: richText,
  context: (block) => el("div", { class: "block-context" }, block.elements.map(contextElement)),
  divider: () => el("hr"),
  actions,
  context_actions: actions,
  input,
  image: image,
  table,
  alert: (block) => el("div", { class: `block-alert ${block.level ?? "default"}` }, textNodes(block.text)),
  markdown: (block) => el("div", { class: "words" }, block.text),
};

/** The nodes of these blocks, in a context of `inMessage` or `inView`. */
export function blocks(list, context) {
  return list.map((block) => (BLOCKS[block.type] ?? unknown)(block, context));
}

function text(object) {
  return el("div", { class: "words" }, textNodes(object));
}

function section(block, context) {
  const fields = block.fields && el("div", { class: "section-fields" }, block.fields.map(text));
  const accessory = block.accessory && el("div", { class: "accessory" }, element(block.accessory, block, context));
  return el("div", { class: "block-section" }, el("div", { class: "section-text" }, block.text && text(block.text), fields), accessory);
}

function actions(block, context) {
  return el("div", { class: "block-actions" }, block.elements.map((each) => element(each, block, context)));
}

function contextElement(part) {
  return part.type === "image" ? image(part) : text(part);
}

const CELLS = {
  raw_text: (cell) => cell.text,
  raw_number: (cell) => String(cell.text ?? cell.value),
  rich_text: richText,
};

function table(block) {
  const settings = block.column_settings ?? [];
  const [head, ...rows] = block.rows.map((row, number) =>
    el("tr", {}, row.map((each, column) => cell(each, settings[column] ?? {}, number === 0))),
  );
  const inside = el("table", {}, el("thead", {}, head), el("tbody", {}, rows));
  return el("div", { class: "block-table", tabindex: 0, role: "region", "aria-label": "Table" }, inside);
}

function cell(part, { align = "left" }, isHead) {
  const props = { class: `align-${align}`, scope: isHead ? "col" : null };
  return el(isHead ? "th" : "td", props, (CELLS[part.type] ?? unknown)(part));
}
