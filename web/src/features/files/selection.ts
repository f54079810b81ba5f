/** Which files are chosen, and from where a range starts. Order is the order on the screen. */
export type Selection = { ids: ReadonlySet<string>; anchor: string | null };

export const noSelection: Selection = { ids: new Set(), anchor: null };

export type SelectMode = 'only' | 'toggle' | 'range';

export function select(
  selection: Selection,
  order: readonly string[],
  id: string,
  mode: SelectMode,
): Selection {
  if (mode === 'only') return { ids: new Set([id]), anchor: id };
  if (mode === 'toggle') {
    const ids = new Set(selection.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ids, anchor: id };
  }
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return { ids: new Set([id]), anchor: id };
  return { ids: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)), anchor: selection.anchor };
}

export function selectAll(order: readonly string[]): Selection {
  return { ids: new Set(order), anchor: order[0] ?? null };
}

/** What is no longer on the screen is no longer chosen. */
export function keepPresent(selection: Selection, order: readonly string[]): Selection {
  if (selection.ids.size === 0) return selection;
  const present = new Set(order);
  const ids = new Set([...selection.ids].filter((id) => present.has(id)));
  if (ids.size === selection.ids.size) return selection;
  return {
    ids,
    anchor: selection.anchor !== null && present.has(selection.anchor) ? selection.anchor : null,
  };
}

/** Where an arrow key leads, in a grid of `columns`; null for keys that do not move. */
export function moveIndex(key: string, index: number, count: number, columns: number): number | null {
  const last = count - 1;
  const clamp = (to: number) => Math.max(0, Math.min(last, to));
  switch (key) {
    case 'ArrowLeft':
      return clamp(index - 1);
    case 'ArrowRight':
      return clamp(index + 1);
    case 'ArrowUp':
      return index - columns >= 0 ? index - columns : index;
    case 'ArrowDown':
      // Down from the row above a short last row leads to its last file.
      return index + columns <= last ? index + columns : clamp(sameRow(index, last, columns) ? index : last);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageUp':
      return clamp(index - columns * 4);
    case 'PageDown':
      return clamp(index + columns * 4);
    default:
      return null;
  }
}

function sameRow(a: number, b: number, columns: number): boolean {
  return Math.floor(a / columns) === Math.floor(b / columns);
}
