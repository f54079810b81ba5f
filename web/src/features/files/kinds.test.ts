import { describe, expect, it } from 'vitest';
import { extensionOf, hasPreview, kindOf, stemLength } from './kinds';

describe('kinds', () => {
  it('trusts the extension first, then the type', () => {
    expect(kindOf({ name: 'Poster.psd', mimeType: 'application/octet-stream' })).toBe('design');
    expect(kindOf({ name: 'photo', mimeType: 'image/jpeg' })).toBe('image');
    expect(kindOf({ name: 'unknown.bin', mimeType: 'application/octet-stream' })).toBe('other');
  });

  it('previews only pictures that browsers draw, of a sane size', () => {
    expect(hasPreview({ mimeType: 'image/png', size: 1000 })).toBe(true);
    expect(hasPreview({ mimeType: 'image/svg+xml', size: 1000 })).toBe(true);
    expect(hasPreview({ mimeType: 'image/tiff', size: 1000 })).toBe(false);
    expect(hasPreview({ mimeType: 'image/png', size: 50_000_000 })).toBe(false);
  });

  it('finds the part that a rename selects', () => {
    expect(stemLength('Poster A2.psd')).toBe(9);
    expect(stemLength('.gitignore')).toBe(10);
    expect(extensionOf('README')).toBe('');
  });
});
