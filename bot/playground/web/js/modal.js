// The bot's forms, in front of everything else.

import { inView } from "./acting.js";
import { announce } from "./announce.js";
import { blocks } from "./blocks/blocks.js";
import { el, fill, icon } from "./dom.js";
import { store } from "./store.js";
import { act } from "./wire.js";

let dialog = null;
let shown = null;
let form = new Map();
let opener = null;

/** Open, change or close the form, as the playground has it. */
export function hereToModal(kinds) {
  if (!kinds.has("modal") && !kinds.has("state")) return;
  const view = store.modal;
  if (!view) return away();
  if (dialog && shown.id === view.id && shown.hash === view.hash) showErrors(view);
  else show(view);
  shown = view;
}

function away() {
  if (!dialog) return;
  dialog.close();
  dialog.remove();
  dialog = null;
  shown = null;
  const back = opener?.isConnected ? opener : document.getElementById("composer-main");
  back?.focus();
}

function show(view) {
  const kept = shown?.id === view.id ? typed() : new Map();
  form = new Map();
  if (!dialog) open();
  const at = inView(view, form);
  const inside = el("div", { class: "modal-body blocks", tabindex: -1 }, blocks(view.blocks, at));
  const trouble = el("p", { class: "trouble", role: "alert", hidden: true });
  dialog.setAttribute("aria-labelledby", "modal-title");
  fill(dialog, head(view), trouble, inside, foot(view, trouble));
  for (const [id, value] of kept) if (value) form.get(id)?.set(value);
  const first = inside.querySelector("input, textarea, button, a");
  (first ?? dialog.querySelector(".close")).focus();
  inside.scrollTop = 0;
  showErrors(view);
}

function open() {
  opener = document.activeElement;
  dialog = el("dialog", { class: "modal" });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("keydown", (event) => {
    const inField = event.target.matches("input:not([role])");
    if (event.key === "Enter" && (inField || event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      dialog.querySelector(".submit")?.click();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
}

function head(view) {
  const shut = el("button", { type: "button", class: "quiet close", "aria-label": "Close", on: { click: close } }, icon("close"));
  return el("div", { class: "modal-head" }, el("h2", { id: "modal-title" }, view.title?.text ?? "iissync"), shut);
}

function foot(view, trouble) {
  const shut = el("button", { type: "button", class: "button", on: { click: close } }, view.close?.text ?? "Close");
  if (!view.submit) return el("div", { class: "modal-foot" }, shut);
  const send = el("button", { type: "button", class: "button primary submit" }, view.submit.text);
  send.addEventListener("click", () => submit(send, trouble));
  return el("div", { class: "modal-foot" }, shut, send);
}

async function submit(send, trouble) {
  if (send.getAttribute("aria-busy")) return;
  send.setAttribute("aria-busy", "true");
  const values = Object.fromEntries([...form].map(([id, field]) => [id, field.value()]));
  const { problem } = await act("submit", { view: shown.id, values });
  send.removeAttribute("aria-busy");
  trouble.hidden = !problem;
  trouble.textContent = problem ?? "";
}

function close() {
  act("close", { view: shown.id });
}

function showErrors(view) {
  for (const [id, field] of form) field.showError(view.errors[id]);
  const [first] = [...form].filter(([id]) => view.errors[id]);
  if (!first) return;
  first[1].field.focus();
  announce(view.errors[first[0]]);
}

/** What was typed, by block_id: Slack keeps it when the bot changes the form around it. */
function typed() {
  return new Map([...form].map(([id, field]) => [id, field.option ? field.option() : field.value()]));
}
