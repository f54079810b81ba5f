import DOMPurify, { type Config } from 'dompurify';

/**
 * The one way for a string to become HTML. The server has sanitised it already; this is the second lock, and the
 * Trusted Types policy that the page's security policy asks for.
 */
const config = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select', 'video', 'audio', 'iframe'],
  FORBID_ATTR: ['style', 'id', 'class', 'name'],
  RETURN_TRUSTED_TYPE: true,
} satisfies Config;

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A' || !node.getAttribute('href')) return;
  // A link in a message never takes the application away, nor gives the other page a handle on it.
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

/** Typed as React wants it. In browsers with Trusted Types it is a TrustedHTML, elsewhere the clean string. */
export function trustedHtml(html: string): string {
  return DOMPurify.sanitize(html, config) as unknown as string;
}
