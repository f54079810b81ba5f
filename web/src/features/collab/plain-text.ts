import { XmlElement, type XmlFragment, XmlText } from 'yjs';

/** The words of a document, a line for each block. */
export function plainText(fragment: XmlFragment): string {
  return fragment
    .toArray()
    .map((node) => (node instanceof XmlElement || node instanceof XmlText ? blockText(node) : ''))
    .join('\n');
}

function blockText(node: XmlElement | XmlText): string {
  // Marks are attributes of the text and not part of it; toString() would write them as tags.
  if (node instanceof XmlText) {
    return node
      .toDelta()
      .map((part: { insert?: unknown }) => (typeof part.insert === 'string' ? part.insert : ''))
      .join('');
  }
  if (node.nodeName === 'hardBreak') return '\n';
  const children = node.toArray().filter((child) => child instanceof XmlElement || child instanceof XmlText);
  const hasBlocks = children.some((child) => child instanceof XmlElement && child.nodeName !== 'hardBreak');
  return children.map(blockText).join(hasBlocks ? '\n' : '');
}
