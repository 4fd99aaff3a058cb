// Rendering without losing the focus: lists whose unchanged rows stay, and parts rendered again.

const rendered = new WeakMap();

/** Make `list` show these rows `{key, version, make()}`; a row with the same version stays. */
export function updateList(list, items) {
  const old = rendered.get(list) ?? new Map();
  const rows = new Map();
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  let next = list.firstChild;
  for (const { key, version, make } of items) {
    const known = old.get(key);
    const row = known?.version === version ? known : { version, node: make() };
    rows.set(key, row);
    if (row.node === next) next = next.nextSibling;
    else list.insertBefore(row.node, next);
  }
  for (const [key, row] of old) if (rows.get(key) !== row) row.node.remove();
  rendered.set(list, rows);
  if (focused && !focused.isConnected) restoreFocus(old, rows, focused);
}

/** After the row with the focus was replaced or removed: focus the new row, or the last one. */
function restoreFocus(old, rows, focused) {
  const [key] = [...old].find(([, row]) => row.node.contains(focused));
  const row = rows.get(key)?.node ?? [...rows.values()].at(-1)?.node;
  if (!row) return;
  row.tabIndex = -1;
  (sameKey(row, focused.dataset.key) ?? row).focus({ preventScroll: true });
}

function sameKey(node, key) {
  return [...node.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
}

/** Call `render()`, then focus the element of `node` with the same `data-key` as before. */
export function keepFocus(node, render) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.key;
  const caret = focused?.selectionStart;
  render();
  if (!key) return;
  const again = sameKey(node, key);
  (again ?? node).focus();
  if (again && Number.isInteger(caret)) again.setSelectionRange?.(caret, caret);
}
