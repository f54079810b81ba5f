import { expect, it } from 'vitest';
import { cleanPasted } from './pasted';

it('leaves out what could run, and how it looked', () => {
  const html =
    '<p style="color:red" onclick="alert(1)">Words<iframe src="/x"></iframe><script>1</script></p>';
  expect(cleanPasted(html)).toBe('<p data-off-click="alert(1)">Words</p>');
  expect(cleanPasted('<a href="javascript:alert(1)">link</a>')).not.toContain('javascript');
});

it('keeps what word processors say by style', () => {
  const html =
    '<b style="font-weight:normal"><span style="font-weight:700;font-style:italic">Both</span> plain</b>';
  expect(cleanPasted(html)).toBe('<span><em><strong>Both</strong></em></span> plain');
});

it('keeps the editor’s own mark of what was cut', () => {
  expect(cleanPasted('<p data-pm-slice="0 0 []">Own</p>')).toContain('data-pm-slice="0 0 []"');
});
