// The pane “Behind the scenes”: each request between Slack and the bot, with its response.

import { el, fill, icon, paneHead } from "./dom.js";
import { updateList } from "./lists.js";
import { tabStorage } from "./storage.js";
import { notify, store } from "./store.js";

const list = el("ol", { class: "exchanges", role: "list" });
const empty = el("p", { class: "nothing" }, "Nothing has passed yet. Say something.");

export function exchangesAreOpen() {
  return tabStorage.get("exchanges", false);
}

export function toggleExchanges() {
  tabStorage.set("exchanges", !exchangesAreOpen());
  notify("exchanges");
}

export function renderExchanges() {
  const pane = document.getElementById("exchanges");
  pane.hidden = !exchangesAreOpen();
  document.body.classList.toggle("with-exchanges", !pane.hidden);
  if (pane.hidden) return;
  if (!pane.firstChild) {
    const region = { class: "scroll", tabindex: 0, role: "region", "aria-label": "Requests and responses" };
    fill(pane, head(), el("div", region, empty, list));
  }
  empty.hidden = store.exchanges.size > 0;
  const newestFirst = [...store.exchanges].reverse();
  updateList(list, newestFirst.map(([key, each]) => ({ key, version: "", make: () => row(each) })));
}

function head() {
  const close = () => {
    toggleExchanges();
    document.querySelector("#top .scenes").focus();
  };
  const title = el("h2", {}, "Behind the scenes");
  return paneHead(title, "What Slack and the bot tell each other", "Close “Behind the scenes”", close);
}

function row(exchange) {
  const isSlack = exchange.from === "slack";
  const direction = el("span", { class: "visually-hidden" }, isSlack ? "Slack to the bot: " : "The bot to Slack: ");
  const summary = el(
    "summary",
    {},
    el("span", { class: `way ${exchange.from}` }, icon(isSlack ? "right" : "left"), direction),
    el("code", {}, exchange.name),
    el("span", { class: "ms" }, `${exchange.ms} ms`),
    mark(exchange.ok, exchange.outcome),
    mark(!exchange.faults.length, verdict(exchange)),
  );
  const details = el("details", {}, summary);
  details.addEventListener("toggle", () => details.open && details.childElementCount === 1 && details.append(...content(exchange)));
  return el("li", {}, details);
}

function mark(isGood, text) {
  return el("span", { class: `mark ${isGood ? "good" : "bad"}` }, text);
}

function verdict({ faults }) {
  if (!faults.length) return "within limits";
  return faults.length === 1 ? "1 limit broken" : `${faults.length} limits broken`;
}

function content({ faults, request, response }) {
  const broken = faults.length ? [el("ul", { class: "faults" }, faults.map((fault) => el("li", {}, fault)))] : [];
  return [...broken, ...json("Request", request), ...json("Response", response)];
}

function json(title, value) {
  return [el("h3", {}, title), el("pre", { tabindex: 0 }, JSON.stringify(value, null, 2))];
}
