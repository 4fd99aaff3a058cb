// The bot's modals, in front of everything else.

import { inView } from "./actions.js";
import { announce } from "./announce.js";
import { blocks } from "./blocks/blocks.js";
import { perform } from "./connection.js";
import { button, el, fill, iconButton } from "./dom.js";
import { store } from "./store.js";

let dialog = null;
let shown = null;
let form = new Map();
let opener = null;

/** Open, update or close the modal. */
export function renderModal(kinds) {
  if (!kinds.has("modal") && !kinds.has("me")) return;
  const view = store.modal;
  if (!view) remove();
  else if (dialog && shown.id === view.id && shown.hash === view.hash) showErrors(view);
  else show(view);
  shown = view;
}

function remove() {
  if (!dialog) return;
  dialog.close();
  dialog.remove();
  dialog = null;
  const target = opener?.isConnected ? opener : document.getElementById("composer-main");
  target?.focus();
}

function show(view) {
  // Slack keeps what was typed when the bot changes the view around it.
  const typed = shown?.id === view.id ? [...form].map(([id, field]) => [id, field.option ? field.option() : field.value()]) : [];
  form = new Map();
  if (!dialog) open();
  const body = el("div", { class: "modal-body blocks", tabindex: -1 }, blocks(view.blocks, inView(view, form)));
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  dialog.setAttribute("aria-labelledby", "modal-title");
  fill(dialog, head(view), problem, body, foot(view, problem));
  for (const [id, value] of typed) if (value) form.get(id)?.set(value);
  (body.querySelector("input, textarea, button, a") ?? dialog.querySelector(".close")).focus();
  body.scrollTop = 0;
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
  const title = el("h2", { id: "modal-title" }, view.title?.text ?? "iissync");
  return el("div", { class: "modal-head" }, title, iconButton("close", "Close", close, { class: "close" }));
}

function foot(view, problem) {
  const cancel = button({ class: "button" }, close, view.close?.text ?? "Close");
  const send = view.submit && button({ class: "button primary submit" }, () => submit(send, problem), view.submit.text);
  return el("div", { class: "modal-foot" }, cancel, send);
}

async function submit(send, problem) {
  if (send.getAttribute("aria-busy")) return;
  send.setAttribute("aria-busy", "true");
  const values = Object.fromEntries([...form].map(([id, field]) => [id, field.value()]));
  const outcome = await perform("submit", { view: shown.id, values });
  send.removeAttribute("aria-busy");
  problem.hidden = !outcome.problem;
  problem.textContent = outcome.problem ?? "";
}

function close() {
  perform("close", { view: shown.id });
}

function showErrors(view) {
  for (const [id, field] of form) field.showError(view.errors[id]);
  const [first] = [...form].filter(([id]) => view.errors[id]);
  if (!first) return;
  first[1].field.focus();
  announce(view.errors[first[0]]);
}
