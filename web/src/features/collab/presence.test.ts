import { describe, expect, it } from 'vitest';
import { presentPeople, readPerson } from './presence';

const user = (id: string, name: string, hue: unknown = 1) => ({ user: { id, name, hue } });

describe('presence', () => {
  it('shows a person once, however many tabs, and never oneself', () => {
    const states = new Map([
      [1, user('me', 'Me')],
      [2, user('ana', 'Ana')],
      [3, user('ana', 'Ana')],
      [4, user('me', 'Me')],
      [5, user('bo', 'Bo')],
    ]);
    expect(presentPeople(states, 1).map((person) => person.name)).toEqual(['Ana', 'Bo']);
  });

  it('skips pages that say nothing of themselves', () => {
    expect(presentPeople(new Map([[2, {}]]), 1)).toEqual([]);
  });

  it('takes no more than a short name and one of the eight hues from others', () => {
    expect(readPerson({ id: 'x', name: 'n'.repeat(500), hue: 99 })).toEqual({
      id: 'x',
      name: 'n'.repeat(80),
      hue: 0,
    });
    expect(readPerson({ name: ' ' })).toBeNull();
    expect(readPerson('x')).toBeNull();
  });
});
