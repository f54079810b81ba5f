import { describe, expect, it } from 'vitest';
import { trustedHtml } from './trusted-html';

describe('trustedHtml', () => {
  it('keeps words and drops what could act', () => {
    expect(String(trustedHtml('<p>a <strong>b</strong></p>'))).toBe('<p>a <strong>b</strong></p>');
    expect(String(trustedHtml('<img src=x onerror=alert(1)><script>1</script>'))).toBe('<img src="x">');
    expect(String(trustedHtml('<a href="javascript:alert(1)">x</a>'))).toBe('<a>x</a>');
    expect(String(trustedHtml('<p style="position:fixed" class="z-50" id="root">x</p>'))).toBe('<p>x</p>');
  });

  it('opens links elsewhere, without a handle on this page', () => {
    expect(String(trustedHtml('<a href="https://example.org/">x</a>'))).toContain(
      'rel="noopener noreferrer nofollow"',
    );
  });
});
