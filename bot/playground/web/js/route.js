// The place in the address: #/person/place/thread, so that reload, bookmarks and Back work.

import { store } from "./store.js";

const FIRST = { person: "ana", place: "iis-cluster" };
/** The place of the app, with its home tab and its messages. */
export const APP = "iissync";

/** The parts of the address. */
export function route() {
  const [person, place, part] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  return { person: person || FIRST.person, place: place || FIRST.place, part: part || "" };
}

/** Change parts of the address; the others stay, except for a thread. */
export function go(where) {
  const { person, place, part } = { ...route(), part: "", ...where };
  location.hash = `#/${[person, place, part].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

/** The open channel; null at the app's home tab. */
export function channelHere() {
  const { place, part } = route();
  if (place === APP) return part === "home" ? null : (directMessages() ?? null);
  const found = store.channels.find((channel) => channel.kind !== "im" && channel.name === place);
  return found ?? store.channels[0] ?? null;
}

/** The direct messages with the bot. */
export function directMessages() {
  return store.channels.find((channel) => channel.kind === "im");
}

export function atApp() {
  return route().place === APP;
}

/** The ts of the open thread, or null. */
export function threadHere() {
  const { part } = route();
  return /^\d+\.\d+$/.test(part) ? part : null;
}

export function closeThread() {
  go({ part: "" });
  document.getElementById("composer-main")?.focus();
}

export function goToChannel(channel, thread = "") {
  go({ place: channel.kind === "im" ? APP : channel.name, part: thread });
}
