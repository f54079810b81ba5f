import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { plainText } from './plain-text';

describe('plainText', () => {
  it('writes a line for each block, without marks', () => {
    const fragment = new Y.Doc().getXmlFragment('default');
    const paragraph = (text: string, marks = {}) => {
      const element = new Y.XmlElement('paragraph');
      const words = new Y.XmlText();
      words.insert(0, text, marks);
      element.insert(0, [words]);
      return element;
    };
    const list = new Y.XmlElement('bulletList');
    const item = (text: string) => {
      const element = new Y.XmlElement('listItem');
      element.insert(0, [paragraph(text)]);
      return element;
    };
    fragment.insert(0, [paragraph('one', { bold: true }), list]);
    list.insert(0, [item('two'), item('three')]);
    expect(plainText(fragment)).toBe('one\ntwo\nthree');
  });
});
