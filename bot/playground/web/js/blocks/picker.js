// Dates and times, by the browser's own pickers.

import { el } from "../dom.js";

const KINDS = {
  datepicker: ["date", (part) => part.initial_date],
  timepicker: ["time", (part) => part.initial_time],
  datetimepicker: ["datetime-local", (part) => part.initial_date_time && local(part.initial_date_time)],
};

export function picker(part, block, chosen) {
  const [type, first] = KINDS[part.type];
  const label = part.placeholder?.text ?? block.label?.text ?? part.action_id;
  const field = el("input", { type, class: "field", "aria-label": label, value: first(part) ?? "" });
  field.addEventListener("change", () => chosen(field.value));
  return { node: field, field, value: () => field.value, set: (given) => { field.value = given; } };
}

function local(seconds) {
  const date = new Date(seconds * 1000);
  date.setMinutes(date.getMinutes() - date.getTimezoneOffset());
  return date.toISOString().slice(0, 16);
}
