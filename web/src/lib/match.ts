/** How names are found: every word of the query must occur; a name that starts with it comes before one that contains it. */
export interface Piece {
  text: string;
  hit: boolean;
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

function words(query: string): string[] {
  return fold(query).split(/\s+/u).filter(Boolean);
}

/** 0 is no match; higher is better. */
export function matchScore(query: string, name: string): number {
  const folded = fold(name);
  let score = 1;
  for (const word of words(query)) {
    const at = folded.indexOf(word);
    if (at < 0) return 0;
    score += at === 0 ? 3 : /[\s\-_.#/]/.test(folded[at - 1] ?? '') ? 2 : 1;
  }
  return score;
}

export function bestMatches<T>(
  query: string,
  items: readonly T[],
  nameOf: (item: T) => string,
  max: number,
): T[] {
  return items
    .map((item, index) => ({ item, index, score: matchScore(query, nameOf(item)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, max)
    .map(({ item }) => item);
}

/** The name cut where the query occurs, to be shown bolder there. */
export function matchPieces(query: string, name: string): Piece[] {
  const folded = fold(name);
  // Folding may change a text's length ("ß", "é" as two signs); then nothing is marked rather than the wrong thing.
  if (folded.length !== name.length) return [{ text: name, hit: false }];
  const marks = new Array<boolean>(name.length).fill(false);
  for (const word of words(query)) {
    const at = folded.indexOf(word);
    if (at >= 0) marks.fill(true, at, at + word.length);
  }
  const pieces: Piece[] = [];
  for (let index = 0; index < name.length; index += 1) {
    const hit = marks[index] ?? false;
    const last = pieces.at(-1);
    if (last && last.hit === hit) last.text += name[index];
    else pieces.push({ text: name[index] ?? '', hit });
  }
  return pieces;
}
