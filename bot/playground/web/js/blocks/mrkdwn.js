// Slack's mrkdwn as nodes: links, mentions, code, quotes, marks and escapes; all else is text.

import { el } from "../dom.js";
import { channel, link, mention, range } from "./inline.js";
import { inForm } from "../when.js";

const CODE = /```[\s\S]+?```|`[^`\n]+`/g;
const SIGN = 0xf0000;
const SIGNS = /([\u{f0000}-\u{ffffd}])/u;
const CONTROL = /<([^<>\n]+)>/;
const MARKED = /(?<![\w*~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*~])/;
const TAGS = { "*": "strong", _: "em", "~": "s" };

/** The nodes of a text of mrkdwn. */
export function mrkdwn(text) {
  return quotes(text);
}

/** The nodes of a text object: mrkdwn, or plain text as it stands. */
export function words(object) {
  return object.type === "mrkdwn" ? mrkdwn(object.text) : [object.text];
}

export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function quotes(text) {
  const nodes = [];
  for (const part of text.split(/((?:^&gt; ?.*(?:\n|$))+)/m)) {
    if (/^&gt;/.test(part)) {
      const inside = part.replace(/^&gt; ?/gm, "").replace(/\n$/, "");
      nodes.push(el("blockquote", {}, codes(inside)));
    } else if (part) nodes.push(...codes(part));
  }
  return nodes;
}

/** Code is taken out first, as nothing counts in it; where it stood, a sign of no script is put. */
function codes(text) {
  const found = [];
  const rest = text.replace(new RegExp(SIGNS, "gu"), "").replace(CODE, (part) => String.fromCodePoint(SIGN + found.push(code(part)) - 1));
  return marks(rest, found);
}

function code(part) {
  if (!part.startsWith("```")) return el("code", {}, unescape(part.slice(1, -1)));
  return el("pre", { tabindex: 0 }, unescape(part.slice(3, -3)).replace(/^\n/, ""));
}

function marks(text, found) {
  const marked = MARKED.exec(text);
  if (!marked) return controls(text, found);
  const [whole, mark, inside] = marked;
  const after = text.slice(marked.index + whole.length);
  return [
    ...controls(text.slice(0, marked.index), found),
    el(TAGS[mark], {}, marks(inside, found)),
    ...marks(after, found),
  ];
}

function controls(text, found) {
  return text.split(CONTROL).flatMap((part, odd) => (odd % 2 ? control(part) : plain(part, found)));
}

function plain(text, found) {
  const pieces = text.split(SIGNS).filter(Boolean);
  return pieces.map((piece) => found[piece.codePointAt(0) - SIGN] ?? unescape(piece));
}

function control(inside) {
  const [target, label = ""] = inside.split(/\|(.*)/s).map(unescape);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, seconds, form, address] = target.split("^");
    const shown = inForm(form, Number(seconds));
    return address ? link(address, shown) : el("time", { title: label }, shown);
  }
  if (target.startsWith("!")) return range(label || target.slice(1).split("^")[0]);
  return link(target, label);
}
