// Checkboxes and radio buttons.

import { el } from "../dom.js";
import { words } from "./mrkdwn.js";

export function choices(part, block, chosen) {
  const many = part.type === "checkboxes";
  const first = many ? part.initial_options ?? [] : [part.initial_option].filter(Boolean);
  const name = `${block.block_id}-${part.action_id}`;
  const boxes = part.options.map((option) =>
    el("input", {
      type: many ? "checkbox" : "radio",
      name,
      value: option.value,
      checked: first.some((each) => each.value === option.value),
    }),
  );
  const value = () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    return many ? ticked : ticked[0] ?? "";
  };
  const rows = part.options.map((option, place) =>
    el("label", { class: "choice" }, boxes[place], el("span", {}, words(option.text), described(option))),
  );
  const node = el("div", { class: "choices", role: many ? "group" : "radiogroup", on: { change: () => chosen(value()) } }, rows);
  return { node, field: node, value, set: (given) => boxes.forEach((box) => { box.checked = [given].flat().includes(box.value); }) };
}

function described(option) {
  return option.description && el("small", {}, words(option.description));
}
