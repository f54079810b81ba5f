import { describe, expect, it } from 'vitest';
import { clock, dayLabel, shortAgo, untilTime } from './dates';
import { bestMatches, matchPieces, matchScore } from './match';
import { initials, personColour } from './names';
import { paths, safeNext } from './paths';
import { formatSize } from './sizes';
import { newUuid } from './uuid';

describe('initials', () => {
  it.each([
    ['North Studio', 'NS'],
    ['brand', 'Br'],
    ['  Ana   María López ', 'AM'],
    ['é', 'É'],
    ['👩🏽‍🎨 Ines', '👩🏽‍🎨I'],
    ['', '?'],
  ])('%s → %s', (name, expected) => expect(initials(name)).toBe(expected));
});

it('gives every hue a colour, also one it does not know', () => {
  expect(personColour(3)).toBe('var(--person-3)');
  expect(personColour(11)).toBe('var(--person-3)');
  expect(personColour(-1)).toBe('var(--person-7)');
  expect(personColour(Number.NaN)).toBe('var(--person-0)');
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [14_000, '14 kB'],
    [84_100_000, '84.1 MB'],
    [212_000_000, '212 MB'],
    [1_200_000_000, '1.20 GB'],
    [999_600, '1.00 MB'],
  ])('%d → %s', (bytes, expected) => expect(formatSize(bytes).replace('\u00a0', ' ')).toBe(expected));
});

describe('times', () => {
  const now = new Date(2026, 10, 24, 12, 0);
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

  it.each([
    [at(2026, 10, 24, 11, 59), '1 min'],
    [at(2026, 10, 24, 9, 0), '3 h'],
    [at(2026, 10, 23, 23, 0), 'yesterday'],
    [at(2026, 10, 21, 9, 0), 'Sat'],
    [at(2026, 10, 12, 9, 0), '12 Nov'],
    [at(2025, 10, 12, 9, 0), '12 Nov 2025'],
  ])('%s is %s', (iso, expected) => expect(shortAgo(iso, now)).toBe(expected));

  it('says now for a moment ago and for a clock that runs ahead', () => {
    expect(shortAgo(new Date(now.getTime() - 5000).toISOString(), now)).toBe('now');
    expect(shortAgo(new Date(now.getTime() + 5000).toISOString(), now)).toBe('now');
  });

  it('names days between messages', () => {
    expect(dayLabel(at(2026, 10, 24, 0, 5), now)).toBe('Today');
    expect(dayLabel(at(2026, 10, 23, 0, 5), now)).toBe('Yesterday');
    expect(dayLabel(at(2026, 10, 20, 0, 5), now)).toBe('Friday');
    expect(dayLabel(at(2026, 9, 2, 0, 5), now)).toBe('2 October');
  });

  it('writes clocks with two digits and ends with a distance', () => {
    expect(clock(at(2026, 10, 24, 9, 5))).toBe('09:05');
    expect(untilTime(at(2026, 10, 29, 12, 0), now)).toBe('in 5 days');
  });
});

describe('matching', () => {
  it('needs every word, whatever the case or accents', () => {
    expect(matchScore('poster a2', 'Poster A2 final.psd')).toBeGreaterThan(0);
    expect(matchScore('resume', 'Résumé')).toBeGreaterThan(0);
    expect(matchScore('poster b', 'Poster A2')).toBe(0);
  });

  it('puts the start of a name before its middle', () => {
    expect(bestMatches('print', ['Blueprint', 'type-and-print', 'Print'], (name) => name, 5)).toEqual([
      'Print',
      'type-and-print',
      'Blueprint',
    ]);
  });

  it('marks where it matched, or nothing when the letters do not line up', () => {
    expect(matchPieces('post', 'Poster')).toEqual([
      { text: 'Post', hit: true },
      { text: 'er', hit: false },
    ]);
    expect(matchPieces('a', 'á'.normalize('NFD'))).toEqual([{ text: 'á'.normalize('NFD'), hit: false }]);
  });
});

describe('paths', () => {
  it('are what they were', () => {
    const shown = Object.entries(paths).map(([name, build]) => [
      name,
      (build as (...ids: string[]) => string)('a', 'b'),
    ]);
    expect(Object.fromEntries(shown)).toMatchInlineSnapshot(`
      {
        "appearance": "/settings/appearance",
        "channel": "/t/a/messages/b",
        "document": "/t/a/documents/b",
        "documents": "/t/a/documents",
        "files": "/t/a/files",
        "home": "/",
        "invite": "/invite/a",
        "members": "/t/a/members",
        "messages": "/t/a/messages",
        "register": "/register",
        "sessions": "/settings/sessions",
        "signIn": "/sign-in",
        "styleguide": "/styleguide",
        "team": "/t/a",
        "welcome": "/welcome",
      }
    `);
  });

  it('never leads out of the application after signing in', () => {
    for (const bad of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '',
    ])
      expect(safeNext(bad)).toBe('/');
    expect(safeNext('/t/1/files?file=2')).toBe('/t/1/files?file=2');
  });
});

it('makes ids of version 4', () => {
  expect(newUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
