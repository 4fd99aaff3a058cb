// The channels on the left, and the bot among the apps; a drawer in a narrow window.

import { avatar } from "./avatar.js";
import { button, el, fill, icon, iconButton } from "./dom.js";
import { keepFocus } from "./lists.js";
import { atApp, channelHere, directMessages, go, goToChannel } from "./route.js";
import { unreadCount } from "./storage.js";
import { nameOf, store } from "./store.js";

const DRAWER = "with-sidebar";

export function renderSidebar() {
  const bar = document.getElementById("sidebar");
  const channels = store.channels.filter((channel) => channel.kind !== "im");
  const dm = directMessages();
  const close = iconButton("close", "Close", () => closeDrawer({ focusOpener: true }), { class: "narrow-only close" });
  keepFocus(bar, () =>
    fill(
      bar,
      close,
      section("Channels", channels.map((channel) => row(channel, channelIcon(channel), channel.name, () => goToChannel(channel)))),
      dm && section("Direct messages and apps", [row(dm, avatar(store.bot, "small"), nameOf(store.bot), () => go({ place: "iissync" }))]),
      el("p", { class: "foot" }, "A Slack on your own machine. Nothing leaves it, and nothing is kept."),
    ),
  );
}

function section(title, rows) {
  return el("section", {}, el("h2", {}, title), el("ul", { role: "list" }, rows));
}

export function channelIcon(channel) {
  return icon(channel.kind === "group" ? "lock" : "hash");
}

function row(channel, picture, name, open) {
  const isHere = channel.kind === "im" ? atApp() : channelHere()?.id === channel.id;
  const unread = isHere ? 0 : unreadCount(channel);
  const kind = channel.kind === "group" ? ", private" : "";
  const props = {
    class: `row ${unread ? "fresh" : ""}`,
    "aria-current": isHere ? "page" : null,
    "aria-label": `${name}${kind}${unread ? `, ${unread} unread` : ""}`,
    data: { key: channel.id },
  };
  const count = unread > 0 && el("span", { class: "count" }, unread);
  return el("li", {}, button(props, open, picture, el("span", {}, name), count));
}

export function openDrawer() {
  document.body.classList.add(DRAWER);
  document.getElementById("place").inert = true;
  document.querySelector("#sidebar button").focus();
}

export function closeDrawer({ focusOpener = false } = {}) {
  document.body.classList.remove(DRAWER);
  document.getElementById("place").inert = false;
  if (focusOpener) document.getElementById("open-sidebar").focus();
}

export function drawerIsOpen() {
  return document.body.classList.contains(DRAWER);
}

addEventListener("pointerdown", ({ target }) => {
  if (drawerIsOpen() && !document.getElementById("sidebar").contains(target)) closeDrawer();
});
