// A table: the first row is its head.

import { el } from "../dom.js";
import { richText } from "./rich_text.js";
import { unknown } from "./unknown.js";

const CELLS = {
  raw_text: (cell) => cell.text,
  raw_number: (cell) => String(cell.text ?? cell.value),
  rich_text: richText,
};

export function table(block) {
  const settings = block.column_settings ?? [];
  const [head, ...rows] = block.rows.map((row, number) =>
    el("tr", {}, row.map((cell, column) => shown(cell, settings[column] ?? {}, number === 0))),
  );
  const inside = el("table", {}, el("thead", {}, head), el("tbody", {}, rows));
  return el("div", { class: "block-table", tabindex: 0, role: "region", "aria-label": "Table" }, inside);
}

function shown(cell, { align = "left" }, isHead) {
  const props = { class: `align-${align}`, ...(isHead ? { scope: "col" } : {}) };
  return el(isHead ? "th" : "td", props, (CELLS[cell.type] ?? unknown)(cell));
}
