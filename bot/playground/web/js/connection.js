// The connection to the server: a stream of events, and requests for actions.

import { apply, notify, store } from "./store.js";

const RECONNECT_MS = 1000;
let socket = null;

/** Follow what that person sees; reconnects when the connection is lost. */
export function follow(person) {
  socket?.close();
  const address = new URL(`/api/events?as=${encodeURIComponent(person)}`, location.href);
  address.protocol = "ws:";
  const mine = new WebSocket(address);
  socket = mine;
  mine.onmessage = ({ data }) => {
    if (socket !== mine) return;
    store.connected = true;
    apply(JSON.parse(data));
  };
  mine.onclose = () => {
    if (socket !== mine) return;
    store.connected = false;
    notify("connection");
    setTimeout(() => socket === mine && follow(person), RECONNECT_MS);
  };
}

/** The outcome of an action of this user, with `problem` if it failed. */
export async function perform(action, details = {}) {
  try {
    const response = await fetch("/api/action", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...details, action, as: store.me }),
    });
    return await response.json();
  } catch {
    return { problem: "The playground does not answer. Is it still running in the terminal?" };
  }
}
