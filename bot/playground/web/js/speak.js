// Saying something, from whichever place: the composer, or the hint's buttons.

import { told } from "./announce.js";
import { forTab } from "./kept.js";
import { act } from "./wire.js";
import { asked } from "./thinking.js";

export function onPhone() {
  return forTab.get("phone", false);
}

/** Say that there; its ts, or whether Slack took it. */
export async function say(channel, thread, text) {
  const isCommand = text.startsWith("/");
  const done = isCommand ? asked(channel.id, thread) : null;
  const outcome = await act("say", { channel: channel.id, thread, text, phone: onPhone() });
  done?.();
  if (outcome.hears) asked(channel.id, thread, outcome.ts);
  return told(outcome) && (outcome.ts ?? true);
}
