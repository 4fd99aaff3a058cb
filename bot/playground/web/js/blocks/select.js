// Select menus for one or several options; an external one asks the bot for them.

import { combobox } from "../combobox.js";
import { el, iconButton } from "../dom.js";
import { store } from "../store.js";

export function select(part, block, context, onChange) {
  const options = {
    label: block.label?.text ?? part.placeholder?.text ?? part.action_id,
    ...source(part, block, context),
  };
  return part.type.startsWith("multi_") ? several(part, options, onChange) : one(part, options, onChange);
}

function source(part, block, context) {
  if (part.type.endsWith("external_select")) {
    const find = async (typed) => (await context.suggest(block, part, typed)).map(simple);
    return { least: part.min_query_length ?? 3, find };
  }
  const all = part.options || part.option_groups ? staticOptions(part) : directory(part);
  const fits = (option, typed) => option.text.toLowerCase().includes(typed.toLowerCase());
  return { least: 0, find: async (typed) => all.filter((option) => fits(option, typed)) };
}

function staticOptions({ options = [], option_groups: groups = [] }) {
  return [...options, ...groups.flatMap((group) => group.options)].map(simple);
}

/** The users or the channels of the workspace, as options. */
function directory(part) {
  if (part.type.endsWith("users_select")) {
    return [...store.users.values()].map((user) => ({ text: user.real_name, value: user.id }));
  }
  return conversations(part).map((each) => ({ text: each.kind === "im" ? "iissync" : `#${each.name}`, value: each.id }));
}

/** The conversations that a menu offers: all of them, or those of the kinds in its filter. */
function conversations({ filter = {} }) {
  const kinds = { channel: "public", group: "private", im: "im" };
  return store.channels.filter((each) => !filter.include || filter.include.includes(kinds[each.kind]));
}

function simple(option) {
  return { text: option.text.text, value: option.value };
}

function initialOptions(part) {
  const options = [part.initial_option, ...(part.initial_options ?? [])].filter(Boolean).map(simple);
  const names = ["user", "conversation", "channel"];
  const ids = names.flatMap((name) => [part[`initial_${name}`], part[`initial_${name}s`]]).flat().filter(Boolean);
  return [...options, ...directory(part).filter((each) => ids.includes(each.value))];
}

function one(part, options, onChange) {
  let selected = initialOptions(part)[0] ?? null;
  const box = combobox({
    placeholder: part.placeholder?.text ?? "Choose one",
    ...options,
    choose(option) {
      selected = option;
      onChange(option ? option.value : "");
    },
  });
  const set = (option) => {
    selected = option;
    box.show(option);
  };
  set(selected);
  return { node: box.node, field: box.field, value: () => (selected ? selected.value : ""), option: () => selected, set };
}

function several(part, options, onChange) {
  let selected = [];
  const chips = el("div", { class: "chips" });
  const box = combobox({
    placeholder: part.placeholder?.text ?? "Choose some",
    ...options,
    choose(option) {
      if (!option) return;
      box.show(null);
      change([...selected.filter((each) => each.value !== option.value), option]);
    },
  });

  function set(chosen) {
    selected = chosen;
    chips.replaceChildren(...chosen.map(chip));
  }

  function change(chosen) {
    set(chosen);
    onChange(value());
  }

  function value() {
    return selected.map((each) => each.value);
  }

  function chip(option) {
    const remove = () => change(selected.filter((each) => each.value !== option.value));
    return el("span", { class: "chip" }, option.text, iconButton("close", `Remove ${option.text}`, remove));
  }

  set(initialOptions(part));
  return { node: el("div", {}, chips, box.node), field: box.field, value, option: () => selected, set };
}
