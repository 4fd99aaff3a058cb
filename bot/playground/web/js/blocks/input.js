// An input block: a field with its label, its hint and its error.

import { el } from "../dom.js";
import { control } from "./elements.js";
import { unknown } from "./inline.js";

export function input(block, context) {
  const part = block.element;
  const send = () => block.dispatch_action && context.use(block, part, made.value());
  const made = control(part, block, context, send);
  if (!made) return unknown(block);
  const id = `field-${context.name}-${block.block_id}`;
  const error = el("p", { class: "error", id: `${id}-error`, hidden: true });
  describe(made.field, block, id);
  context.form?.set(block.block_id, { ...made, showError: (text) => showError(made.field, error, text) });
  return el(
    "div",
    { class: "block-input" },
    el("label", { for: id, id: `${id}-label` }, block.label.text, block.optional && el("span", { class: "optional" }, " (optional)")),
    made.node,
    block.hint && el("p", { class: "field-hint", id: `${id}-hint` }, block.hint.text),
    error,
  );
}

function describe(field, block, id) {
  field.id = id;
  field.dataset.key = `${block.block_id}/${block.element.action_id}`;
  const isTextField = field.matches("input, textarea");
  if (isTextField) field.removeAttribute("aria-label");
  else field.setAttribute("aria-labelledby", `${id}-label`);
  if (isTextField && !block.optional) field.setAttribute("aria-required", "true");
  field.setAttribute("aria-describedby", `${id}-error${block.hint ? ` ${id}-hint` : ""}`);
}

function showError(field, error, text) {
  error.hidden = !text;
  error.textContent = text ?? "";
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
