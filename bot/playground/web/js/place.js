// The middle: a channel with its messages, or the app with its home tab and its messages.

import { inView } from "./actions.js";
import { prompts, showPrompts } from "./assistant.js";
import { blocks } from "./blocks/blocks.js";
import { composer } from "./composer.js";
import { perform } from "./connection.js";
import { button, el, fill } from "./dom.js";
import { hint, welcome } from "./hint.js";
import { keepFocus } from "./lists.js";
import { messageList } from "./messages.js";
import { atApp, channelHere, go, route } from "./route.js";
import { channelIcon } from "./sidebar.js";
import { markRead } from "./storage.js";
import { store } from "./store.js";

const ABOUT = {
  "iis-cluster": "Where the cluster's people talk. The bot listens when it is mentioned.",
  general: "Everything else.",
};
const list = messageList("Messages");
const field = composer("main");
const head = el("div", { class: "place-head" });
const homePanel = el("div", { class: "home", id: "home-panel", role: "tabpanel", "aria-label": "Home", tabindex: 0 });
let shown = "";

/** Show the channel or the app; the bot is sent an event when the user comes to the app. */
export function renderPlace(kinds) {
  const channel = channelHere();
  const here = `${store.me}/${channel ? channel.id : "home"}`;
  const isNew = here !== shown || kinds.has("me");
  if (isNew) arrive(channel);
  shown = here;
  if (channel) {
    list.show(channel, null, welcome(channel));
    showPrompts(channel);
    field.show(channel, null);
    markRead(channel);
  } else if (isNew || kinds.has("home")) renderHome();
}

function arrive(channel) {
  const { person, place } = route();
  fillHead(channel);
  fill(document.getElementById("place"), head, channel ? [list.node, hint, prompts, field.node] : homePanel);
  if (atApp()) perform("home", { messages: channel !== null });
  document.title = `${channel && channel.kind !== "im" ? `#${place}` : "iissync"} · ${person} · Playground`;
}

function renderHome() {
  const view = store.home;
  const content = view
    ? el("div", { class: "home-page blocks" }, blocks(view.blocks, inView(view, new Map())))
    : el("p", { class: "waiting", role: "status" }, "iissync is preparing this page…");
  keepFocus(homePanel, () => fill(homePanel, content));
}

function fillHead(channel) {
  if (atApp()) return fill(head, el("h1", {}, "iissync", el("span", { class: "badge" }, "APP")), tabs(channel));
  const about = ABOUT[channel.name] ?? "A private channel, in which the bot is not: /invite @iissync";
  fill(head, el("h1", {}, channelIcon(channel), channel.name), el("p", {}, about));
}

function tabs(channel) {
  const both = [
    { name: "Home", selected: !channel, open: () => go({ place: "iissync", part: "home" }) },
    { name: "Messages", selected: Boolean(channel), open: () => go({ place: "iissync" }) },
  ];
  const keydown = (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    both.find(({ selected }) => !selected).open();
    setTimeout(() => head.querySelector("[aria-selected=true]").focus());
  };
  const tab = ({ name, selected, open }) =>
    button({ role: "tab", "aria-selected": String(selected), tabindex: selected ? 0 : -1 }, open, name);
  return el("div", { class: "tabs", role: "tablist", "aria-label": "iissync", on: { keydown } }, both.map(tab));
}
