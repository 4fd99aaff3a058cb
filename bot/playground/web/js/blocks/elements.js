// What one can use in a block: buttons, menus, pickers. Each acts as soon as it is used.

import { el, icon } from "../dom.js";
import { openMenu } from "../menu.js";
import { confirmed } from "../confirm.js";
import { choices } from "./choices.js";
import { image } from "./image.js";
import { picker } from "./picker.js";
import { select } from "./select.js";
import { unknown } from "./unknown.js";

const PICKERS = new Set(["datepicker", "timepicker", "datetimepicker"]);

/** The element as a node that acts at once. */
export function element(part, block, at) {
  if (part.type === "image") return image(part);
  if (part.type === "button") return button(part, block, at);
  if (part.type === "overflow") return overflow(part, block, at);
  if (part.type === "feedback_buttons") return feedback(part, block, at);
  if (part.type === "icon_button") return pressed(part.text.text, part, block, at, part.value);
  const control = controlFor(part, block, at, (value) => act(part, block, at, value));
  return control ? control.node : unknown(part);
}

/** What holds a value: `{node, field, value()}`; undefined where this page has none for it. */
export function controlFor(part, block, at, chosen = () => {}) {
  if (part.type.endsWith("_select")) return select(part, block, at, chosen);
  if (part.type === "checkboxes" || part.type === "radio_buttons") return choices(part, block, chosen);
  return PICKERS.has(part.type) ? picker(part, block, chosen) : undefined;
}

async function act(part, block, at, value) {
  if (!part.confirm || (await confirmed(part.confirm))) await at.use(block, part, value);
}

function button(part, block, at) {
  if (part.url) {
    const props = { class: `button ${part.style ?? ""}`, href: part.url, target: "_blank", rel: "noopener noreferrer" };
    return el("a", { ...props, on: { click: () => at.use(block, part, null) } }, part.text.text);
  }
  return pressed(part.text.text, part, block, at, null);
}

function pressed(text, part, block, at, value) {
  const node = el(
    "button",
    {
      type: "button",
      class: `button ${part.style ?? ""}`,
      "aria-label": part.accessibility_label,
      data: { key: `${block.block_id}/${part.action_id}` },
    },
    text,
  );
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    await act(part, block, at, value);
    node.removeAttribute("aria-busy");
  });
  return node;
}

function feedback(part, block, at) {
  const both = [part.positive_button, part.negative_button];
  return el("span", { class: "block-actions" }, both.map((each) =>
    pressed(each.text.text, { ...part, ...each, type: part.type }, block, at, each.value)));
}

function overflow(part, block, at) {
  const node = el("button", { type: "button", class: "button icon-only", "aria-label": "More", "aria-haspopup": "menu" }, icon("more"));
  const items = part.options.map((option) => ({
    words: option.text.text,
    act: () => act(part, block, at, option.value),
  }));
  node.addEventListener("click", () => openMenu(node, items));
  return node;
}
