import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import {
  Bold,
  Code,
  Heading1,
  Heading2,
  Italic,
  Link as LinkIcon,
  List,
  ListOrdered,
  Quote,
  Strikethrough,
} from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { safeAddress } from './addresses';

export function FormatBar({ editor }: { editor: Editor }) {
  const [linking, setLinking] = useState(false);
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      strike: now.isActive('strike'),
      heading: now.isActive('heading', { level: 2 }),
      subheading: now.isActive('heading', { level: 3 }),
      bullets: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
      quote: now.isActive('blockquote'),
      code: now.isActive('code'),
      link: now.isActive('link'),
    }),
  });
  const run = () => editor.chain().focus();

  if (linking) return <LinkForm editor={editor} onDone={() => setLinking(false)} />;
  return (
    <div role="toolbar" aria-label={t('collab.format')} className="flex items-center gap-0.5">
      <Tool label={t('collab.bold')} keys="Ctrl B" on={on.bold} run={() => run().toggleBold().run()}>
        <Bold size={15} />
      </Tool>
      <Tool label={t('collab.italic')} keys="Ctrl I" on={on.italic} run={() => run().toggleItalic().run()}>
        <Italic size={15} />
      </Tool>
      <Tool label={t('collab.strike')} on={on.strike} run={() => run().toggleStrike().run()}>
        <Strikethrough size={15} />
      </Tool>
      <Tool label={t('collab.heading')} on={on.heading} run={() => run().toggleHeading({ level: 2 }).run()}>
        <Heading1 size={15} />
      </Tool>
      <Tool
        label={t('collab.subheading')}
        on={on.subheading}
        run={() => run().toggleHeading({ level: 3 }).run()}
      >
        <Heading2 size={15} />
      </Tool>
      <Tool label={t('collab.bulletList')} on={on.bullets} run={() => run().toggleBulletList().run()}>
        <List size={15} />
      </Tool>
      <Tool label={t('collab.orderedList')} on={on.numbers} run={() => run().toggleOrderedList().run()}>
        <ListOrdered size={15} />
      </Tool>
      <Tool label={t('collab.quote')} on={on.quote} run={() => run().toggleBlockquote().run()}>
        <Quote size={15} />
      </Tool>
      <Tool label={t('collab.code')} on={on.code} run={() => run().toggleCode().run()}>
        <Code size={15} />
      </Tool>
      <Tool label={t('collab.link')} on={on.link} run={() => setLinking(true)}>
        <LinkIcon size={15} />
      </Tool>
    </div>
  );
}

interface ToolProps {
  label: string;
  keys?: string;
  on: boolean;
  run: () => void;
  children: React.ReactNode;
}

function Tool({ label, keys, on, run, children }: ToolProps) {
  return (
    <IconButton
      label={label}
      {...(keys ? { keys } : {})}
      size="small"
      tooltipSide="top"
      pressed={on}
      // The selection must survive the press.
      onMouseDown={(event) => event.preventDefault()}
      onClick={run}
    >
      {children}
    </IconButton>
  );
}

function LinkForm({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const current: unknown = editor.getAttributes('link')['href'];
  const [value, setValue] = useState(typeof current === 'string' ? current : '');

  function submit(event: FormEvent): void {
    event.preventDefault();
    const href = safeAddress(value);
    const chain = editor.chain().focus().extendMarkRange('link');
    if (href) chain.setLink({ href }).run();
    else if (value.trim() === '') chain.unsetLink().run();
    else return;
    onDone();
  }

  return (
    <form onSubmit={submit} className="flex items-center gap-1.5 p-0.5">
      <input
        // biome-ignore lint/a11y/noAutofocus: it opens because the person asked to write an address
        autoFocus
        value={value}
        type="text"
        inputMode="url"
        aria-label={t('collab.linkAddress')}
        placeholder="https://"
        className="h-[26px] w-60 rounded-row border border-line-strong bg-bg px-2 max-wide:w-40"
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          editor.commands.focus();
          onDone();
        }}
      />
      <Button type="submit" className="h-[26px]! px-2!">
        {t(value.trim() === '' && current ? 'collab.linkRemove' : 'collab.linkSet')}
      </Button>
    </form>
  );
}
