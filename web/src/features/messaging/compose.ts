/** The text of a message while it is written: length as the server counts it, and marks around a selection. */
export const LONGEST = 16_000;

/** Unicode characters, as the server counts, not UTF-16 units. */
export function lengthOf(text: string): number {
  // Nearly every text is far from the limit, and counting each character of it at each key would be waste.
  if (text.length < LONGEST / 2) return text.length;
  return Array.from(text).length;
}

export function mayBeSent(text: string): boolean {
  return text.trim() !== '' && lengthOf(text) <= LONGEST;
}

export type Edit = { text: string; start: number; end: number };

/** Puts `mark` around the selection, or takes it away again. */
export function toggleMark({ text, start, end }: Edit, mark: string): Edit {
  const size = mark.length;
  const inside = text.slice(start, end);
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark) {
    return {
      text: text.slice(0, start - size) + inside + text.slice(end + size),
      start: start - size,
      end: end - size,
    };
  }
  return {
    text: text.slice(0, start) + mark + inside + mark + text.slice(end),
    start: start + size,
    end: end + size,
  };
}

/** Makes the lines of the selection a list, or plain lines again. */
export function toggleList({ text, start, end }: Edit): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const isList = lines.every((line) => line.startsWith('- '));
  const changed = lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join('\n');
  const grown = changed.length - (to - from);
  return {
    text: text.slice(0, from) + changed + text.slice(to),
    start: Math.max(from, start + (isList ? -2 : 2)),
    end: end + grown,
  };
}
