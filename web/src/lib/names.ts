/** "North Studio" → "NS", "Brand" → "Br". Counts characters as people do, so that emoji and accents stay whole. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const [first, second] = words;
  if (!first) return '?';
  if (second) return (head(first, 1) + head(second, 1)).toUpperCase();
  const two = head(first, 2);
  return head(two, 1).toUpperCase() + two.slice(head(two, 1).length).toLowerCase();
}

function head(word: string, count: number): string {
  const segments = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)];
  return segments
    .slice(0, count)
    .map((part) => part.segment)
    .join('');
}

/** The CSS colour of a person or team. Unknown hues fall back to the first, never to nothing. */
export function personColour(hue: number): string {
  return `var(--person-${((Math.trunc(hue) % 8) + 8) % 8 || 0})`;
}
