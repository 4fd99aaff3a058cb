// Lists whose rows stay as they are while nothing in them changes: what one reads does not jump,
// and what has the focus keeps it.

const rows = new WeakMap();

/** Make the children of `list` be these, in order: `{key, sign, make()}`; `sign` tells a change. */
export function keyed(list, items) {
  const old = rows.get(list) ?? new Map();
  const now = new Map();
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  let place = list.firstChild;
  for (const { key, sign, make } of items) {
    const known = old.get(key);
    const row = known?.sign === sign ? known : { sign, node: make() };
    now.set(key, row);
    if (row.node === place) place = place.nextSibling;
    else list.insertBefore(row.node, place);
  }
  for (const [key, row] of old) if (now.get(key) !== row) row.node.remove();
  rows.set(list, now);
  if (focused && !focused.isConnected) focusAgain(old, now, focused);
}

/** The row with the focus was made anew, or went away: the focus stays where it was, or near. */
function focusAgain(old, now, focused) {
  const [key] = [...old].find(([, row]) => row.node.contains(focused));
  const row = now.get(key)?.node ?? [...now.values()].at(-1)?.node;
  if (!row) return;
  const same = [...row.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focused.dataset.key);
  row.tabIndex = -1;
  (same ?? row).focus({ preventScroll: true });
}

/** Render `node` anew by `render()`, with the focus where it was, by the `data-key` it was on. */
export function keepingFocus(node, render) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const { key } = focused?.dataset ?? {};
  const caret = focused?.selectionStart;
  render();
  if (!key) return;
  const again = [...node.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
  (again ?? node).focus();
  if (again && Number.isInteger(caret)) again.setSelectionRange?.(caret, caret);
}
