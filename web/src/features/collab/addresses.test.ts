import { describe, expect, it } from 'vitest';
import { safeAddress } from './addresses';

describe('safeAddress', () => {
  it('takes web and mail addresses, and adds the scheme people leave out', () => {
    expect(safeAddress('example.org/a')).toBe('https://example.org/a');
    expect(safeAddress('http://example.org')).toBe('http://example.org/');
    expect(safeAddress('mailto:a@example.org')).toBe('mailto:a@example.org');
  });

  it('refuses what could act', () => {
    expect(safeAddress('javascript:alert(1)')).toBeNull();
    expect(safeAddress('data:text/html,x')).toBeNull();
    expect(safeAddress('  ')).toBeNull();
  });
});
