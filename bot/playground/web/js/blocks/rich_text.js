// A rich_text block: sections, lists, quotes and code; and texts, whose mrkdwn the server reads as one.

import { el } from "../dom.js";
import { formatDate } from "../when.js";
import { channel, link, mention, range, unknown } from "./inline.js";

const PARTS = {
  rich_text_section: (part) => el("div", { class: "rich-line" }, line(part)),
  rich_text_quote: (part) => el("blockquote", {}, line(part)),
  rich_text_preformatted: (part) => el("pre", { tabindex: 0 }, line(part)),
  rich_text_list: list,
};

export function richText(block) {
  return el("div", { class: "rich" }, block.elements.map((part) => (PARTS[part.type] ?? unknown)(part)));
}

/** The nodes of a text object: plain text, or mrkdwn with its `elements`. */
export function textNodes(object) {
  return object.elements ? object.elements.map(paragraph) : [object.text];
}

/** The words of a mrkdwn text, as a screen reader reads them. */
export function spoken(object) {
  return object.elements.map((part) => el("p", {}, paragraph(part)).textContent).join(" ");
}

function paragraph(part) {
  return part.type === "rich_text_section" ? line(part) : PARTS[part.type](part);
}

function list(part) {
  const isOrdered = part.style === "ordered";
  const start = isOrdered && part.offset ? part.offset + 1 : null;
  const props = { class: `indent-${Math.min(part.indent ?? 0, 4)}`, role: "list", start };
  return el(isOrdered ? "ol" : "ul", props, part.elements.map((each) => el("li", {}, line(each))));
}

const INLINE = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text),
  user: (part) => mention(part.user_id, part.text),
  channel: (part) => channel(part.channel_id, part.text),
  usergroup: (part) => range(part.usergroup_id),
  team: (part) => range(part.team_id),
  broadcast: (part) => range(part.range),
  emoji: (part) => part.unicode ? String.fromCodePoint(...part.unicode.split("-").map((code) => parseInt(code, 16))) : `:${part.name}:`,
  color: (part) => el("code", {}, part.value),
  date(part) {
    const shown = formatDate(part.format, part.timestamp);
    return part.url ? link(part.url, shown) : el("time", { title: part.fallback }, shown);
  },
};

function line({ elements }) {
  return elements.map((part) => styled((INLINE[part.type] ?? unknown)(part), part.style));
}

const TAGS = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"], ["underline", "u"]];

function styled(node, style = {}) {
  return TAGS.reduce((inside, [name, tag]) => (style[name] ? el(tag, {}, inside) : inside), node);
}
