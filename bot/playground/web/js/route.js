// Where one is, in the address: #/person/place/thread. So a reload, a bookmark and Back all work.

import { store } from "./store.js";

const FIRST = { person: "ana", place: "iis-cluster", part: "" };
const APP = "iissync";

/** The parts of the address. */
export function route() {
  const [person, place, part] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  return { person: person || FIRST.person, place: place || FIRST.place, part: part || "" };
}

/** Go there; what is left out stays as it is, but a thread belongs to its place. */
export function go(where) {
  const now = route();
  const next = { ...now, part: "", ...where };
  location.hash = `#/${[next.person, next.place, next.part].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

/** The channel in which one is; null at the app's home. */
export function channelHere() {
  const { place, part } = route();
  if (place === APP) return part === "home" ? null : (dm() ?? null);
  const found = store.channels.find((channel) => channel.kind !== "im" && channel.name === place);
  return found ?? store.channels[0] ?? null;
}

/** The direct messages with the bot. */
export function dm() {
  return store.channels.find((channel) => channel.kind === "im");
}

export function atApp() {
  return route().place === APP;
}

/** The ts of the thread that is open, if any. */
export function threadHere() {
  const { part } = route();
  return /^\d+\.\d+$/.test(part) ? part : null;
}

export function goToChannel(channel, thread = "") {
  go({ place: channel.kind === "im" ? APP : channel.name, part: thread });
}

export function goHome() {
  go({ place: APP, part: "home" });
}
