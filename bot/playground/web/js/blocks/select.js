// Menus to choose one or several from; the bot's own options come as one types.

import { el, icon } from "../dom.js";
import { combobox } from "../combobox.js";
import { store } from "../store.js";

/** What a menu is called where no label stands beside it. */
function nameOf(part, block) {
  return block.label?.text ?? part.placeholder?.text ?? part.action_id;
}

export function select(part, block, at, chosen) {
  return part.type.startsWith("multi_") ? several(part, block, at, chosen) : one(part, block, at, chosen);
}

function source(part, block, at) {
  if (part.type.endsWith("external_select")) {
    const least = part.min_query_length ?? 3;
    return { least, find: async (typed) => (await at.suggest(block, part, typed)).map(simple) };
  }
  const all = known(part);
  const holds = (option, typed) => option.text.toLowerCase().includes(typed.toLowerCase());
  return { least: 0, find: async (typed) => all.filter((option) => holds(option, typed)) };
}

function known(part) {
  const groups = part.option_groups ?? [];
  if (part.options || part.option_groups) {
    return [...(part.options ?? []), ...groups.flatMap((group) => group.options)].map(simple);
  }
  if (part.type.endsWith("users_select")) {
    return [...store.users.values()].map((user) => ({ text: user.real_name, value: user.id }));
  }
  return store.channels.map((each) => ({ text: each.kind === "im" ? "iissync" : `#${each.name}`, value: each.id }));
}

function simple(option) {
  return { text: option.text.text, value: option.value };
}

function firstOf(part) {
  const options = [part.initial_option, ...(part.initial_options ?? [])].filter(Boolean).map(simple);
  const names = ["user", "conversation", "channel"];
  const ids = names.flatMap((name) => [part[`initial_${name}`], part[`initial_${name}s`]]).flat().filter(Boolean);
  return [...options, ...known({ ...part, options: undefined }).filter((each) => ids.includes(each.value))];
}

function one(part, block, at, chosen) {
  let now = firstOf(part)[0] ?? null;
  const box = combobox({
    label: nameOf(part, block),
    placeholder: part.placeholder?.text ?? "Choose one",
    ...source(part, block, at),
    choose(option) {
      now = option;
      chosen(option ? option.value : "");
    },
  });
  box.show(now);
  return {
    node: box.node,
    field: box.field,
    value: () => (now ? now.value : ""),
    option: () => now,
    set(option) {
      now = option;
      box.show(option);
    },
  };
}

function several(part, block, at, chosen) {
  let now = firstOf(part);
  const chips = el("div", { class: "chips" });
  const box = combobox({
    label: nameOf(part, block),
    placeholder: part.placeholder?.text ?? "Choose some",
    ...source(part, block, at),
    choose(option) {
      if (!option) return;
      box.show(null);
      put([...now.filter((each) => each.value !== option.value), option]);
    },
  });
  const show = () => chips.replaceChildren(...now.map(chip));
  function put(options) {
    now = options;
    show();
    chosen(now.map((each) => each.value));
  }
  function chip(option) {
    const away = () => put(now.filter((each) => each.value !== option.value));
    const props = { type: "button", class: "quiet", "aria-label": `Remove ${option.text}`, on: { click: away } };
    return el("span", { class: "chip" }, option.text, el("button", props, icon("close")));
  }
  show();
  return {
    node: el("div", {}, chips, box.node),
    field: box.field,
    value: () => now.map((each) => each.value),
    option: () => now,
    set(options) {
      now = options;
      show();
    },
  };
}
