import { type RefObject, useLayoutEffect } from 'react';

/** A field as tall as its words. Newer browsers do it by CSS (`field-sizing`); for the others it is measured. */
export function useAutosize(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  tallest = Number.POSITIVE_INFINITY,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    if (typeof CSS !== 'undefined' && CSS.supports?.('field-sizing', 'content')) {
      element.style.setProperty('field-sizing', 'content');
      if (Number.isFinite(tallest)) element.style.maxHeight = `${tallest}px`;
      return;
    }
    element.style.height = 'auto';
    element.style.height = `${Math.min(tallest, element.scrollHeight)}px`;
  }, [field, text, tallest]);
}
