import { describe, expect, it } from 'vitest';
import { LONGEST, lengthOf, mayBeSent, toggleList, toggleMark } from './compose';

describe('compose', () => {
  it('counts characters, not UTF-16 units', () => {
    const emoji = '🔥'.repeat(LONGEST);
    expect(lengthOf(emoji)).toBe(LONGEST);
    expect(mayBeSent(emoji)).toBe(true);
    expect(mayBeSent(`${emoji}a`)).toBe(false);
  });

  it('sends no emptiness', () => {
    expect(mayBeSent(' \n ')).toBe(false);
  });

  it('marks and unmarks the selection', () => {
    const bold = toggleMark({ text: 'say it now', start: 4, end: 6 }, '**');
    expect(bold).toEqual({ text: 'say **it** now', start: 6, end: 8 });
    expect(toggleMark(bold, '**')).toEqual({ text: 'say it now', start: 4, end: 6 });
  });

  it('turns lines into a list and back', () => {
    const list = toggleList({ text: 'a\nb', start: 0, end: 3 });
    expect(list.text).toBe('- a\n- b');
    expect(toggleList(list).text).toBe('a\nb');
    expect(toggleList({ text: '', start: 0, end: 0 })).toEqual({ text: '- ', start: 2, end: 2 });
  });
});
