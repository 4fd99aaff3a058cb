// The bar at the top: whose eyes one sees with, and what passes behind the scenes.

import { avatar } from "./avatar.js";
import { isOpen, toggle } from "./behind.js";
import { el, fill, icon } from "./dom.js";
import { openDrawer } from "./drawer.js";
import { keepingFocus } from "./keyed.js";
import { channelHere, go } from "./route.js";
import { nameOf, store } from "./store.js";
import { unread, waits } from "./unread.js";

export function top() {
  const bar = document.getElementById("top");
  keepingFocus(bar, () => fill(bar, opener(), title(), people(), scenes()));
}

function opener() {
  const fresh = store.channels.some((channel) => channel.id !== channelHere()?.id && unread(channel));
  const said = fresh ? "Channels, with unread messages" : "Channels";
  const props = { type: "button", class: "quiet narrow-only", id: "open-sidebar", "aria-label": said, data: { key: "opener" } };
  return el("button", { ...props, on: { click: openDrawer } }, icon("menu"), fresh && el("span", { class: "dot" }));
}

function title() {
  return el("p", { class: "workspace" }, el("img", { src: "/web/icon.svg", alt: "" }), "Playground");
}

function people() {
  const label = el("span", { class: "label", id: "speak-as" }, "Speak as");
  return el("div", { class: "people", role: "group", "aria-labelledby": "speak-as" }, label, store.people.map(person));
}

function person(each) {
  const { name } = store.users.get(each.id);
  const waiting = waits(each);
  const said = `${nameOf(each.id)}${each.title && `, ${each.title}`}${waiting ? ", has a new message" : ""}`;
  const props = { type: "button", class: "person", "aria-pressed": String(each.id === store.me), "aria-label": said, title: said };
  return el(
    "button",
    { ...props, data: { key: each.id }, on: { click: () => go({ person: name }) } },
    avatar(each.id, "small"),
    el("span", { class: "name" }, nameOf(each.id).split(" ")[0]),
    each.title && el("span", { class: "role" }, each.title),
    waiting && el("span", { class: "dot" }),
  );
}

function scenes() {
  const props = { type: "button", class: "scenes", "aria-label": "Behind the scenes", title: "Behind the scenes", "aria-expanded": String(isOpen()), "aria-controls": "behind", data: { key: "scenes" } };
  return el("button", { ...props, on: { click: toggle } }, icon("code"), el("span", {}, "Behind the scenes"));
}
