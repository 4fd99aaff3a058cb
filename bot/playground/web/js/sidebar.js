// The channels on the left, and the bot among the apps.

import { avatar } from "./avatar.js";
import { el, fill, icon } from "./dom.js";
import { closeDrawer } from "./drawer.js";
import { keepingFocus } from "./keyed.js";
import { atApp, channelHere, dm, go, goToChannel } from "./route.js";
import { nameOf, store } from "./store.js";
import { unread } from "./unread.js";

export function sidebar() {
  const bar = document.getElementById("sidebar");
  const channels = store.channels.filter((channel) => channel.kind !== "im");
  const own = dm();
  keepingFocus(bar, () =>
    fill(
      bar,
      closer(),
      part("Channels", channels.map((channel) => row(channel, sign(channel), channel.name, () => goToChannel(channel)))),
      own && part("Direct messages and apps", [row(own, avatar(store.bot, "small"), nameOf(store.bot), () => go({ place: "iissync" }))]),
      el("p", { class: "foot" }, "A Slack on your own machine. Nothing leaves it, and nothing is kept."),
    ),
  );
}

function closer() {
  const close = () => closeDrawer({ back: true });
  return el("button", { type: "button", class: "quiet narrow-only close", "aria-label": "Close", on: { click: close } }, icon("close"));
}

function part(title, rows) {
  return el("section", {}, el("h2", {}, title), el("ul", { role: "list" }, rows));
}

function sign(channel) {
  return icon(channel.kind === "group" ? "lock" : "hash");
}

function row(channel, picture, name, open) {
  const here = channel.kind === "im" ? atApp() : channelHere()?.id === channel.id;
  const fresh = here ? 0 : unread(channel);
  const kind = channel.kind === "group" ? ", private" : "";
  const props = {
    type: "button",
    class: `row ${fresh ? "fresh" : ""}`,
    "aria-current": here ? "page" : null,
    "aria-label": `${name}${kind}${fresh ? `, ${fresh} unread` : ""}`,
    data: { key: channel.id },
    on: { click: open },
  };
  return el("li", {}, el("button", props, picture, el("span", {}, name), fresh > 0 && el("span", { class: "count" }, fresh)));
}
