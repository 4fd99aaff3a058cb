// What a person does inside a message, a modal or the home tab, told to the playground.

import { told } from "./announce.js";
import { act } from "./wire.js";

/** Where some blocks stand, for them to act there; `name` tells their fields' ids apart. */
export function acting(at, name, form = null) {
  const place = (block, element) => ({ at, block: block.block_id, element: element.action_id });
  return {
    name,
    form,
    use: async (block, element, value) => told(await act("use", { ...place(block, element), value })),
    async suggest(block, element, typed) {
      const outcome = await act("suggest", { ...place(block, element), typed });
      return told(outcome) ? outcome.options : [];
    },
  };
}

export function inMessage({ channel, ts }) {
  return acting({ channel, ts }, ts.replace(".", "-"));
}

export function inView({ id }, form = null) {
  return acting({ view: id }, id, form);
}
