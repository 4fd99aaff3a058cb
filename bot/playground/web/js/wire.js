// The way to the playground: one line on which news comes, and requests for what one does.

import { changed, store, take } from "./store.js";

const PAUSE = 1000;
let line = null;

/** Follow what that person sees; the line is opened again when it breaks. */
export function follow(me) {
  line?.close();
  const address = new URL(`/api/live?as=${encodeURIComponent(me)}`, location.href);
  address.protocol = "ws:";
  const mine = new WebSocket(address);
  line = mine;
  mine.onmessage = ({ data }) => {
    if (line !== mine) return;
    store.connected = true;
    take(JSON.parse(data));
  };
  mine.onclose = () => {
    if (line !== mine) return;
    store.connected = false;
    changed("connection");
    setTimeout(() => line === mine && follow(me), PAUSE);
  };
}

/** Do that as the person who is followed; what comes of it, with `problem` in words if it failed. */
export async function act(name, details = {}) {
  try {
    const response = await fetch("/api/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...details, act: name, as: store.me }),
    });
    return await response.json();
  } catch {
    return { problem: "The playground does not answer. Is it still running in the terminal?" };
  }
}
