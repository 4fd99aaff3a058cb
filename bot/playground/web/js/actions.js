// What a user does, sent to the server; problems are shown as notices.

import { notice } from "./announce.js";
import { perform } from "./connection.js";
import { tabStorage } from "./storage.js";
import { waitForAnswer } from "./thinking.js";

/** The outcome of an action, or null after a notice of its problem. */
export async function attempt(action, details) {
  const outcome = await perform(action, details);
  if (!outcome.problem) return outcome;
  notice(outcome.problem);
  return null;
}

export function onPhone() {
  return tabStorage.get("phone", false);
}

/** Post a text or run a command; returns the message's ts, true for a command, null on failure. */
export async function post(channel, thread, text) {
  const done = text.startsWith("/") ? waitForAnswer(channel.id, thread) : null;
  const outcome = await attempt("post", { channel: channel.id, thread, text, phone: onPhone() });
  done?.();
  if (outcome?.delivered) waitForAnswer(channel.id, thread, outcome.ts);
  return outcome && (outcome.ts ?? true);
}

/**
 * How blocks act in their place: `use(block, element, value)`, `suggest(block, element, typed)`.
 * `name` tells field ids apart; `form` collects the fields of a form, by block_id.
 */
function blockContext(at, name, form) {
  const place = (block, element) => ({ at, block: block.block_id, element: element.action_id });
  return {
    name,
    form,
    use: (block, element, value) => attempt("use", { ...place(block, element), value }),
    suggest: async (block, element, typed) =>
      (await attempt("suggest", { ...place(block, element), typed }))?.options ?? [],
  };
}

export function inMessage({ channel, ts }) {
  return blockContext({ channel, ts }, ts.replace(".", "-"), null);
}

export function inView({ id }, form = null) {
  return blockContext({ view: id }, id, form);
}
