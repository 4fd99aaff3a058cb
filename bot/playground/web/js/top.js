// The bar at the top: whose view is shown, and the button for the exchanges.

import { avatar } from "./avatar.js";
import { button, el, fill, icon } from "./dom.js";
import { exchangesAreOpen, toggleExchanges } from "./exchanges.js";
import { keepFocus } from "./lists.js";
import { channelHere, go } from "./route.js";
import { openDrawer } from "./sidebar.js";
import { hasUnread, unreadCount } from "./storage.js";
import { nameOf, store } from "./store.js";

export function renderTop() {
  const bar = document.getElementById("top");
  const title = el("p", { class: "workspace" }, el("img", { src: "/web/icon.svg", alt: "" }), "Playground");
  keepFocus(bar, () => fill(bar, drawerButton(), title, people(), exchangesButton()));
}

function drawerButton() {
  const unread = store.channels.some((channel) => channel.id !== channelHere()?.id && unreadCount(channel));
  const label = unread ? "Channels, with unread messages" : "Channels";
  const props = { class: "quiet narrow-only", id: "open-sidebar", "aria-label": label, data: { key: "drawer" } };
  return button(props, openDrawer, icon("menu"), unread && el("span", { class: "dot" }));
}

function people() {
  const label = el("span", { class: "label", id: "speak-as" }, "Speak as");
  return el("div", { class: "people", role: "group", "aria-labelledby": "speak-as" }, label, store.people.map(person));
}

function person(each) {
  const unread = hasUnread(each);
  const title = each.title && `, ${each.title}`;
  const label = `${nameOf(each.id)}${title}${unread ? ", has a new message" : ""}`;
  const pressed = String(each.id === store.me);
  return button(
    { class: "person", "aria-pressed": pressed, "aria-label": label, title: label, data: { key: each.id } },
    () => go({ person: store.users.get(each.id).name }),
    avatar(each.id, "small"),
    el("span", { class: "name" }, nameOf(each.id).split(" ")[0]),
    each.title && el("span", { class: "role" }, each.title),
    unread && el("span", { class: "dot" }),
  );
}

function exchangesButton() {
  const label = "Behind the scenes";
  const state = { "aria-expanded": String(exchangesAreOpen()), "aria-controls": "exchanges" };
  const props = { class: "scenes", "aria-label": label, title: label, data: { key: "scenes" }, ...state };
  return button(props, toggleExchanges, icon("code"), el("span", {}, label));
}
