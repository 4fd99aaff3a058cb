// Slack's mrkdwn as nodes: links, mentions, code, quotes, marks and entities; all else is text.

import { el } from "../dom.js";
import { formatDate } from "../when.js";
import { channel, link, mention, range } from "./inline.js";

const CODE = /```[\s\S]+?```|`[^`\n]+`/g;
const PLACEHOLDER = 0xf0000;
const PLACEHOLDERS = /([\u{f0000}-\u{ffffd}])/u;
const CONTROL = /<([^<>\n]+)>/;
const MARKED = /(?<![\w*~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*~])/;
const TAGS = { "*": "strong", _: "em", "~": "s" };

/** The nodes of a mrkdwn text. */
export function mrkdwn(text) {
  const nodes = [];
  for (const part of text.split(/((?:^&gt; ?.*(?:\n|$))+)/m)) {
    if (/^&gt;/.test(part)) {
      const quoted = part.replace(/^&gt; ?/gm, "").replace(/\n$/, "");
      nodes.push(el("blockquote", {}, withCode(quoted)));
    } else if (part) nodes.push(...withCode(part));
  }
  return nodes;
}

/** The nodes of a text object: mrkdwn, or plain text. */
export function textNodes(object) {
  return object.type === "mrkdwn" ? mrkdwn(object.text) : [object.text];
}

export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Nothing is parsed inside code, so a placeholder (a private-use character) stands for it. */
function withCode(text) {
  const codes = [];
  const clean = text.replace(new RegExp(PLACEHOLDERS, "gu"), "");
  const rest = clean.replace(CODE, (part) => String.fromCodePoint(PLACEHOLDER + codes.push(code(part)) - 1));
  return withMarks(rest, codes);
}

function code(part) {
  if (!part.startsWith("```")) return el("code", {}, unescape(part.slice(1, -1)));
  return el("pre", { tabindex: 0 }, unescape(part.slice(3, -3)).replace(/^\n/, ""));
}

function withMarks(text, codes) {
  const marked = MARKED.exec(text);
  if (!marked) return withControls(text, codes);
  const [whole, mark, inside] = marked;
  return [
    ...withControls(text.slice(0, marked.index), codes),
    el(TAGS[mark], {}, withMarks(inside, codes)),
    ...withMarks(text.slice(marked.index + whole.length), codes),
  ];
}

function withControls(text, codes) {
  return text.split(CONTROL).flatMap((part, index) => (index % 2 ? control(part) : plain(part, codes)));
}

function plain(text, codes) {
  const parts = text.split(PLACEHOLDERS).filter(Boolean);
  return parts.map((part) => codes[part.codePointAt(0) - PLACEHOLDER] ?? unescape(part));
}

function control(inside) {
  const [target, label = ""] = inside.split(/\|(.*)/s).map(unescape);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, seconds, template, address] = target.split("^");
    const shown = formatDate(template, Number(seconds));
    return address ? link(address, shown) : el("time", { title: label }, shown);
  }
  if (target.startsWith("!")) return range(label || target.slice(1).split("^")[0]);
  return link(target, label);
}
