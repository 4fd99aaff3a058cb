// What Slack shows of the app as an agent: prompts above the field, and titles and statuses of threads.

import { post } from "./actions.js";
import { button, el, fill } from "./dom.js";
import { assistantIn } from "./store.js";

export const prompts = el("div", { class: "hint", hidden: true });

/** Show the prompts of a channel, if it has any; a click sends one. */
export function showPrompts(channel) {
  const { heading, prompts: offered } = assistantIn(channel.id);
  prompts.hidden = !offered.length;
  const version = JSON.stringify([channel.id, heading, offered]);
  if (prompts.hidden || prompts.dataset.version === version) return;
  prompts.dataset.version = version;
  const send = ({ message }) => post(channel, null, message);
  fill(
    prompts,
    el("p", {}, `${heading || "Try it"}:`),
    offered.map((prompt) => button({ class: "try" }, () => send(prompt), prompt.title)),
  );
}
