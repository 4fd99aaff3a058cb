// Elements made of tags, properties and text nodes; nothing is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element; `on` has listeners, `data` data attributes, the rest are attributes. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  return fill(node, ...children);
}

/** Replace the children of a node by these nodes and texts; null, undefined and false are none. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value") node.value = value;
  else if (name === "checked") node.checked = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** A button that calls `click`. */
export function button(props, click, ...children) {
  return el("button", { type: "button", ...props, on: { click } }, ...children);
}

/** A button that is only an icon; `label` is its name for screen readers. */
export function iconButton(name, label, click, props = {}) {
  const { class: extra = "", ...rest } = props;
  return button({ class: `quiet ${extra}`, "aria-label": label, ...rest }, click, icon(name));
}

/** The head of a pane: its title, what it is about, and a button to close it. */
export function paneHead(title, about, closeLabel, close) {
  return el("div", { class: "place-head" }, title, el("p", {}, about), iconButton("close", closeLabel, close, { class: "close" }));
}

/** A picture of one stroke, which screen readers skip. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const ICONS = {
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13M3 12.5h13",
  lock: "M5.5 9h9v7.5h-9zM7 9V6.5a3 3 0 0 1 6 0V9",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  close: "M5 5l10 10M15 5 5 15",
  send: "M3 10 17 4l-4.5 13-3-5.5zM9.5 11.5 17 4",
  reply: "M3.5 4.5h13v9H10l-3.500 3v-3h-3z",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  eye: "M2.500 10S5.500 5 10 5s7.500 5 7.500 5-3 5-7.500 5-7.500-5-7.500-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  bolt: "M11 2.500 4.500 11.500H10l-1 6 6.500-9H10z",
  code: "M7 6 3 10l4 4M13 6l4 4-4 4",
  phone: "M6 2.500h8v15H6zM9 15h2",
  at: "M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zm0 0v1.500a2 2 0 0 0 4 0V10a7 7 0 1 0-3 5.700",
  check: "M4 10.500 8 14.500 16 5.500",
  right: "M4 10h12M11 5l5 5-5 5",
  left: "M16 10H4M9 5l-5 5 5 5",
  down: "M5.500 8l4.500 4.500L14.500 8",
};
