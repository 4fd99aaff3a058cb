// Behind the scenes: each request between Slack and the bot, with its answer.

import { el, fill, icon } from "./dom.js";
import { forTab } from "./kept.js";
import { keyed } from "./keyed.js";
import { changed, store } from "./store.js";

const list = el("ol", { class: "exchanges", role: "list" });
const none = el("p", { class: "nothing" }, "Nothing has passed yet. Say something.");

export function isOpen() {
  return forTab.get("behind", false);
}

export function toggle() {
  forTab.set("behind", !isOpen());
  changed("behind");
}

export function behind() {
  const pane = document.getElementById("behind");
  document.body.classList.toggle("with-behind", isOpen());
  pane.hidden = !isOpen();
  if (pane.hidden) return;
  if (!pane.firstChild) fill(pane, head(), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Requests and responses" }, none, list));
  none.hidden = store.exchanges.length > 0;
  keyed(list, [...store.exchanges].reverse().map((each) => ({ key: each.number, sign: String(each.number), make: () => row(each) })));
}

function head() {
  const close = () => {
    toggle();
    document.querySelector("#top .scenes").focus();
  };
  return el(
    "div",
    { class: "place-head" },
    el("h2", {}, "Behind the scenes"),
    el("p", {}, "What Slack and the bot tell each other"),
    el("button", { type: "button", class: "quiet close", "aria-label": "Close “Behind the scenes”", on: { click: close } }, icon("close")),
  );
}

function row(exchange) {
  const slack = exchange.from === "slack";
  const summary = el(
    "summary",
    {},
    el("span", { class: `way ${exchange.from}` }, icon(slack ? "right" : "left"), el("span", { class: "unseen" }, slack ? "Slack to the bot: " : "The bot to Slack: ")),
    el("code", {}, exchange.name),
    el("span", { class: "ms" }, `${exchange.ms} ms`),
    el("span", { class: `mark ${exchange.well ? "well" : "bad"}` }, exchange.outcome),
    el("span", { class: `mark ${exchange.faults.length ? "bad" : "well"}` }, verdict(exchange)),
  );
  const details = el("details", {}, summary);
  details.addEventListener("toggle", () => details.open && details.childElementCount === 1 && details.append(...inside(exchange)));
  return el("li", {}, details);
}

function verdict({ faults }) {
  if (!faults.length) return "within limits";
  return faults.length === 1 ? "1 limit broken" : `${faults.length} limits broken`;
}

function inside({ faults, request, response }) {
  const broken = faults.length ? [el("ul", { class: "faults" }, faults.map((fault) => el("li", {}, fault)))] : [];
  return [...broken, ...json("Request", request), ...json("Response", response)];
}

function json(title, value) {
  return [el("h3", {}, title), el("pre", { tabindex: 0 }, JSON.stringify(value, null, 2))];
}
