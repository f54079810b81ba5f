import DOMPurify, { type Config } from 'dompurify';

/**
 * What is pasted, before the editor parses it. The editor's schema leaves out what no document has, but only after a
 * browser built it from the words, and there an inline handler or style is already a violation of the page's policy.
 */
const config = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: ['form', 'input', 'button', 'textarea', 'select', 'video', 'audio', 'img', 'picture'],
  FORBID_ATTR: ['id', 'class', 'name'],
  RETURN_DOM: true,
} satisfies Config;

export function cleanPasted(html: string): string {
  const root = DOMPurify.sanitize(quiet(html), config);
  if (!(root instanceof HTMLElement)) return '';
  for (const element of root.querySelectorAll('[data-look]')) keepLook(element);
  return root.innerHTML;
}

const tag = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi;

/**
 * Takes the effect from handlers and styles as text, since any parser (DOMPurify's too) reports them. Nothing rests on
 * this being complete but the quiet: what it misses is still taken out behind it.
 */
function quiet(html: string): string {
  return html
    .replace(/<style[\s\S]*?(<\/style\s*>|$)/gi, '')
    .replace(tag, (found) =>
      found
        .replace(/([\s"'/])style(\s*=)/gi, '$1data-look$2')
        .replace(/([\s"'/])on(\w+\s*=)/gi, '$1data-off-$2'),
    );
}

/** Word processors say "bold" by style alone, and wrap all of it in a <b> that says it is not. */
function keepLook(element: Element): void {
  const look = element.getAttribute('data-look') ?? '';
  if (element.tagName === 'B' && /font-weight:\s*(normal|400)/i.test(look)) {
    element.replaceWith(...element.childNodes);
    return;
  }
  element.removeAttribute('data-look');
  if (element.tagName !== 'SPAN') return;
  const marks = [
    /font-weight:\s*(bold|[6-9]00)/i.test(look) && 'strong',
    /font-style:\s*italic/i.test(look) && 'em',
    /text-decoration[^;]*line-through/i.test(look) && 's',
  ].filter((mark) => mark !== false);
  for (const name of marks) {
    const mark = element.ownerDocument.createElement(name);
    mark.append(...element.childNodes);
    element.append(mark);
  }
}
