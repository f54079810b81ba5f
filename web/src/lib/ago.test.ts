import { describe, expect, it } from 'vitest';
import { agoInWords } from './ago';

describe('agoInWords', () => {
  const now = new Date(2026, 10, 24, 12, 0, 0);
  const past = (ms: number) => agoInWords(new Date(now.getTime() - ms).toISOString(), now);

  it('speaks in sentences for a day, then as lists do', () => {
    expect(past(5_000)).toBe('now');
    expect(past(-5_000)).toBe('now');
    expect(past(60_000)).toBe('1 minute ago');
    expect(past(3 * 3_600_000)).toBe('3 hours ago');
    expect(past(25 * 3_600_000)).toBe('yesterday');
  });
});
