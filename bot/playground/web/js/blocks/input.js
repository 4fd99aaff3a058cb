// An input block: a field with its label, its hint, and the error beside it.

import { el } from "../dom.js";
import { controlFor } from "./elements.js";
import { unknown } from "./unknown.js";

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "number" };

export function input(block, at) {
  const part = block.element;
  const send = () => block.dispatch_action && at.use(block, part, control.value());
  const control = TYPES[part.type] || part.type === "plain_text_input"
    ? typed(part, block, send)
    : controlFor(part, block, at, send);
  if (!control) return unknown(block);
  const id = `field-${at.name}-${block.block_id}`;
  const error = el("p", { class: "error", id: `${id}-error`, hidden: true });
  name(control, block, id);
  at.form?.set(block.block_id, { ...control, block, showError: (words) => showError(control, error, words) });
  return el(
    "div",
    { class: "block-input" },
    el("label", { for: id, id: `${id}-label` }, block.label.text, block.optional && el("span", { class: "optional" }, " (optional)")),
    control.node,
    block.hint && el("p", { class: "field-hint", id: `${id}-hint` }, block.hint.text),
    error,
  );
}

function name({ field }, block, id) {
  field.id = id;
  field.dataset.key = `${block.block_id}/${block.element.action_id}`;
  if (field.matches("input, textarea")) field.removeAttribute("aria-label");
  else field.setAttribute("aria-labelledby", `${id}-label`);
  if (!block.optional && field.matches("input, textarea")) field.setAttribute("aria-required", "true");
  field.setAttribute("aria-describedby", `${id}-error${block.hint ? ` ${id}-hint` : ""}`);
}

function showError({ field }, error, words) {
  error.hidden = !words;
  error.textContent = words ?? "";
  if (words) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function typed(part, block, send) {
  const props = {
    class: "field",
    placeholder: part.placeholder?.text,
    maxlength: part.max_length,
    value: part.initial_value ?? "",
    autocomplete: "off",
    spellcheck: "true",
  };
  const field = part.multiline
    ? el("textarea", { ...props, rows: 4 })
    : el("input", { ...props, type: TYPES[part.type] ?? "text" });
  const on = part.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || part.multiline || event.isComposing) return;
    if (block.dispatch_action && on.includes("on_enter_pressed")) {
      event.preventDefault();
      send();
    }
  });
  if (block.dispatch_action && on.includes("on_character_entered")) field.addEventListener("input", send);
  return { node: field, field, value: () => field.value, set: (given) => { field.value = given; } };
}
