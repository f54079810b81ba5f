import { Collaboration } from '@tiptap/extension-collaboration';
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import { Placeholder } from '@tiptap/extensions';
import { EditorContent, useEditor } from '@tiptap/react';
import { BubbleMenu } from '@tiptap/react/menus';
import { StarterKit } from '@tiptap/starter-kit';
import { useEffect, useState } from 'react';
import type { Person } from '@/api/types';
import { t } from '@/i18n/t';
import { useIsPhone } from '@/lib/use-media';
import { safeAddress } from './addresses';
import { caretUser, drawCaret, drawSelection } from './carets';
import { FormatBar } from './format-bar';
import { Notice } from './notice';
import { cleanPasted } from './pasted';
import type { DocumentSession } from './session';
import './document.css';

interface EditorProps {
  session: DocumentSession;
  me: Person;
  title: string;
  editable: boolean;
}

export function DocumentEditor({ session, me, title, editable }: EditorProps) {
  const phone = useIsPhone();
  const [unknownParts, setUnknownParts] = useState(false);
  const mayEdit = editable && !unknownParts;

  const editor = useEditor(
    {
      // The page's security policy lets no script add a <style>; document.css has these rules.
      injectCSS: false,
      // As JSON: a string, even an empty one, goes through DOMParser, which Trusted Types refuse.
      content: { type: 'doc', content: [{ type: 'paragraph' }] },
      editable: mayEdit,
      enableContentCheck: true,
      // What this page can't draw it must not write back without.
      onContentError: ({ disableCollaboration }) => {
        disableCollaboration();
        setUnknownParts(true);
      },
      extensions: [
        StarterKit.configure({
          // Undo belongs to the shared history: one's own steps, not the other's.
          undoRedo: false,
          // It writes into the document on its own, and every reader's page would.
          trailingNode: false,
          heading: { levels: [1, 2, 3] },
          link: {
            openOnClick: !mayEdit,
            isAllowedUri: (address) => safeAddress(address) !== null,
            HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
          },
        }),
        Collaboration.configure({ document: session.doc, field: 'default' }),
        CollaborationCaret.configure({
          provider: session.provider,
          user: caretUser(me),
          render: drawCaret,
          selectionRender: drawSelection,
        }),
        Placeholder.configure({ placeholder: t('collab.placeholder') }),
      ],
    },
    [session],
  );

  useEffect(() => {
    editor.setEditable(mayEdit, false);
  }, [editor, mayEdit]);

  useEffect(() => {
    editor.setOptions({
      editorProps: {
        transformPastedHTML: cleanPasted,
        attributes: {
          class: 'document-text',
          'aria-label': t('collab.text', { title }),
          ...(mayEdit ? { role: 'textbox', 'aria-multiline': 'true' } : { role: 'document', tabindex: '0' }),
        },
      },
    });
  }, [editor, title, mayEdit]);

  return (
    <>
      {unknownParts && <Notice title={t('collab.contentTitle')} detail={t('collab.contentDetail')} reload />}
      {mayEdit &&
        (phone ? (
          <div className="sticky top-0 z-10 -mx-4 mb-4 overflow-x-auto border-b border-line bg-bg px-3 py-1">
            <FormatBar editor={editor} />
          </div>
        ) : (
          <BubbleMenu
            editor={editor}
            className="appear z-20 rounded-card border border-line bg-bg p-1 shadow-float"
          >
            <FormatBar editor={editor} />
          </BubbleMenu>
        ))}
      <EditorContent editor={editor} />
    </>
  );
}
