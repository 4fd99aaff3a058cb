// The middle: a channel with its messages, or the app with its home and its messages.

import { el, fill, icon } from "./dom.js";
import { composer } from "./composer.js";
import { hint, welcome } from "./hint.js";
import { home } from "./home.js";
import { messageList } from "./messages.js";
import { atApp, channelHere, go, goHome, route } from "./route.js";
import { store } from "./store.js";
import { markRead } from "./unread.js";
import { act } from "./wire.js";

const ABOUT = {
  "iis-cluster": "Where the cluster's people talk. The bot listens when it is mentioned.",
  general: "Everything else.",
};
const list = messageList("Messages");
const write = composer("main");
const head = el("div", { class: "place-head" });
const tabPanel = el("div", { class: "home", id: "home-panel", role: "tabpanel", "aria-label": "Home", tabindex: 0 });
let shown = "";

/** Show where one is; the app is told when one comes to it. */
export function place(kinds) {
  const main = document.getElementById("place");
  const channel = channelHere();
  const { person, place: name } = route();
  const here = `${store.me}/${channel ? channel.id : "home"}`;
  const came = here !== shown || kinds.has("state");
  if (came) {
    shown = here;
    fillHead(channel);
    fill(main, head, channel ? [list.node, hint, write.node] : tabPanel);
    if (atApp()) act("home", { messages: channel !== null });
    document.title = `${channel && channel.kind !== "im" ? `#${name}` : "iissync"} · ${person} · Playground`;
  }
  if (!channel) return home(tabPanel, came || kinds.has("home"));
  list.show(channel, null, welcome(channel));
  write.show(channel, null);
  markRead(channel);
}

function fillHead(channel) {
  if (atApp()) return fill(head, el("h1", {}, "iissync", el("span", { class: "badge" }, "APP")), tabs(channel));
  const about = ABOUT[channel.name] ?? "A private channel, in which the bot is not: /invite @iissync";
  fill(head, el("h1", {}, icon(channel.kind === "group" ? "lock" : "hash"), channel.name), el("p", {}, about));
}

function tabs(channel) {
  const both = [["Home", !channel, goHome], ["Messages", Boolean(channel), () => go({ place: "iissync" })]];
  const move = (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    both.find(([, selected]) => !selected)[2]();
    setTimeout(() => head.querySelector("[aria-selected=true]").focus());
  };
  return el("div", { class: "tabs", role: "tablist", "aria-label": "iissync", on: { keydown: move } }, both.map(([name, selected, open]) =>
    el("button", { type: "button", role: "tab", "aria-selected": String(selected), tabindex: selected ? 0 : -1, on: { click: open } }, name)));
}
