// Interactive elements: buttons, menus, choices, fields. Outside of a form each acts as soon as it is used.

import { confirmed } from "../confirm.js";
import { button as makeButton, el, icon } from "../dom.js";
import { openMenu } from "../menu.js";
import { APP, go } from "../route.js";
import { image, unknown } from "./inline.js";
import { textNodes } from "./rich_text.js";
import { select } from "./select.js";

const ELEMENTS = {
  image: image,
  button,
  overflow,
  feedback_buttons: feedback,
  icon_button: (part, block, context) => actionButton(part, block, context, part.value),
};

/** The element as a node that acts at once. */
export function element(part, block, context) {
  if (ELEMENTS[part.type]) return ELEMENTS[part.type](part, block, context);
  const made = control(part, block, context, (value) => act(part, block, context, value));
  return made ? made.node : unknown(part);
}

/** An element with a value: `{node, field, value(), set(value)}`; undefined for an unknown type. */
export function control(part, block, context, onChange) {
  if (part.type.endsWith("_select")) return select(part, block, context, onChange);
  if (part.type === "checkboxes" || part.type === "radio_buttons") return choices(part, block, onChange);
  return FIELDS[part.type] && field(part, block, onChange);
}

async function act(part, block, context, value) {
  if (!part.confirm || (await confirmed(part.confirm))) await context.use(block, part, value);
}

function button(part, block, context) {
  if (!part.url) return actionButton(part, block, context, null);
  if (part.url.startsWith("slack://app?")) return openHome(part);
  const props = { class: `button ${part.style ?? ""}`, href: part.url, target: "_blank", rel: "noopener noreferrer" };
  return el("a", { ...props, on: { click: () => context.use(block, part, null) } }, part.text.text);
}

function openHome(part) {
  return makeButton({ class: "button" }, () => go({ place: APP, part: "home" }), part.text.text);
}

function actionButton(part, block, context, value) {
  const key = `${block.block_id}/${part.action_id}`;
  const props = { class: `button ${part.style ?? ""}`, "aria-label": part.accessibility_label, data: { key } };
  const node = makeButton(props, async () => {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    await act(part, block, context, value);
    node.removeAttribute("aria-busy");
  }, part.text.text);
  return node;
}

function feedback(part, block, context) {
  const both = [part.positive_button, part.negative_button];
  return el("span", { class: "block-actions" }, both.map((each) =>
    actionButton({ ...part, ...each, type: part.type }, block, context, each.value)));
}

function overflow(part, block, context) {
  const items = part.options.map((option) => ({
    text: option.text.text,
    act: () => act(part, block, context, option.value),
  }));
  const props = { class: "button icon-only", "aria-label": "More", "aria-haspopup": "menu" };
  const node = makeButton(props, () => openMenu(node, items), icon("more"));
  return node;
}

function choices(part, block, onChange) {
  const isMany = part.type === "checkboxes";
  const initial = [part.initial_option, ...(part.initial_options ?? [])].filter(Boolean).map((option) => option.value);
  const boxes = part.options.map(({ value }) =>
    el("input", {
      type: isMany ? "checkbox" : "radio",
      name: `${block.block_id}-${part.action_id}`,
      value,
      checked: initial.includes(value),
    }),
  );
  const value = () => {
    const checked = boxes.filter((box) => box.checked).map((box) => box.value);
    return isMany ? checked : checked[0] ?? "";
  };
  const set = (values) => boxes.forEach((box) => { box.checked = [values].flat().includes(box.value); });
  const rows = part.options.map(({ text, description }, index) =>
    el("label", { class: "choice" }, boxes[index], el("span", {}, textNodes(text), description && el("small", {}, textNodes(description)))));
  const role = isMany ? "group" : "radiogroup";
  const node = el("div", { class: "choices", role, on: { change: () => onChange(value()) } }, rows);
  return { node, field: node, value, set };
}

const FIELDS = {
  plain_text_input: ["text", (part) => part.initial_value],
  email_text_input: ["email", (part) => part.initial_value],
  url_text_input: ["url", (part) => part.initial_value],
  number_input: ["number", (part) => part.initial_value],
  datepicker: ["date", (part) => part.initial_date],
  timepicker: ["time", (part) => part.initial_time],
  datetimepicker: ["datetime-local", (part) => part.initial_date_time && localTime(part.initial_date_time)],
};

/** A field of the browser's own: a text, a number, a date or a time. */
function field(part, block, onChange) {
  const [type, initial] = FIELDS[part.type];
  const props = {
    class: "field",
    placeholder: part.placeholder?.text,
    maxlength: part.max_length,
    value: initial(part) ?? "",
    autocomplete: "off",
    spellcheck: "true",
    "aria-label": part.placeholder?.text ?? block.label?.text ?? part.action_id,
  };
  const node = part.multiline ? el("textarea", { ...props, rows: 4 }) : el("input", { ...props, type });
  if (part.type.endsWith("picker")) node.addEventListener("change", () => onChange(node.value));
  else dispatch(node, part, block, onChange);
  return { node, field: node, value: () => node.value, set: (value) => { node.value = value; } };
}

/** Act on Enter or on each character of a text, as its block and its element say. */
function dispatch(node, part, block, onChange) {
  const triggers = part.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || part.multiline || event.isComposing) return;
    if (block.dispatch_action && triggers.includes("on_enter_pressed")) {
      event.preventDefault();
      onChange(node.value);
    }
  });
  if (triggers.includes("on_character_entered")) node.addEventListener("input", () => onChange(node.value));
}

function localTime(seconds) {
  const date = new Date(seconds * 1000);
  date.setMinutes(date.getMinutes() - date.getTimezoneOffset());
  return date.toISOString().slice(0, 16);
}
