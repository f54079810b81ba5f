import { describe, expect, it } from 'vitest';
import { keepPresent, moveIndex, noSelection, select, selectAll } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids];

describe('selection', () => {
  it('chooses one, adds one, takes one away', () => {
    const one = select(noSelection, order, 'b', 'only');
    const two = select(one, order, 'd', 'toggle');
    expect(ids(two)).toEqual(['b', 'd']);
    expect(ids(select(two, order, 'b', 'toggle'))).toEqual(['d']);
  });

  it('chooses a range from the anchor, in both directions', () => {
    const from = select(noSelection, order, 'c', 'only');
    expect(ids(select(from, order, 'e', 'range'))).toEqual(['c', 'd', 'e']);
    expect(ids(select(from, order, 'a', 'range'))).toEqual(['a', 'b', 'c']);
    expect(ids(select(noSelection, order, 'c', 'range'))).toEqual(['c']);
  });

  it('drops what has gone', () => {
    const all = selectAll(order);
    expect(ids(keepPresent(all, ['b', 'c']))).toEqual(['b', 'c']);
    expect(keepPresent(all, order)).toBe(all);
  });
});

describe('moveIndex', () => {
  it('moves in a grid of three', () => {
    expect(moveIndex('ArrowRight', 0, 5, 3)).toBe(1);
    expect(moveIndex('ArrowDown', 0, 5, 3)).toBe(3);
    expect(moveIndex('ArrowDown', 2, 5, 3)).toBe(4);
    expect(moveIndex('ArrowDown', 4, 5, 3)).toBe(4);
    expect(moveIndex('ArrowUp', 1, 5, 3)).toBe(1);
    expect(moveIndex('End', 1, 5, 3)).toBe(4);
    expect(moveIndex('x', 1, 5, 3)).toBeNull();
  });
});
