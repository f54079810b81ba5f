import { ArrowUp, Bold, Code, List } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { useAutosize } from '@/lib/use-autosize';
import { IconButton } from '@/ui/icon-button';
import { type Edit, LONGEST, lengthOf, mayBeSent, toggleList, toggleMark } from './compose';
import { keepDraft, readDraft } from './drafts';

interface ComposerProps {
  channelId: string;
  channelName: string;
  onSend: (text: string) => void;
}

const TALLEST = 240;
/** From here on the room that is left is shown. */
const WARN_FROM = LONGEST - 1_000;

export function Composer({ channelId, channelName, onSend }: ComposerProps) {
  const [text, setText] = useState(() => readDraft(channelId));
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const selection = useRef<{ start: number; end: number } | null>(null);
  const hintId = useId();
  const length = lengthOf(text);
  const sendable = mayBeSent(text);

  useAutosize(field, text, TALLEST);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the new text is in the field
  useLayoutEffect(() => {
    if (!selection.current) return;
    field.current?.setSelectionRange(selection.current.start, selection.current.end);
    selection.current = null;
  }, [text]);

  // What floats at the bottom of the window (uploads) stands above the field, not on its button.
  useEffect(() => {
    const element = form.current;
    if (!element) return;
    const root = document.documentElement.style;
    const observer = new ResizeObserver(() => root.setProperty('--dock', `${element.offsetHeight}px`));
    observer.observe(element);
    return () => {
      observer.disconnect();
      root.removeProperty('--dock');
    };
  }, []);

  function write(next: string): void {
    setText(next);
    keepDraft(channelId, next);
  }

  function send(): void {
    if (!sendable) return;
    // Leading empty lines go; the indentation of the first line means code and stays.
    onSend(text.replace(/^(\s*\n)+/, '').trimEnd());
    write('');
    field.current?.focus();
  }

  function edit(change: (edit: Edit) => Edit): void {
    const element = field.current;
    if (!element) return;
    const next = change({ text, start: element.selectionStart, end: element.selectionEnd });
    selection.current = { start: next.start, end: next.end };
    write(next.text);
    element.focus();
  }

  function press(event: KeyboardEvent): void {
    // While an input method composes, Enter chooses a word (229 is how Safari says the same).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'b') {
      event.preventDefault();
      edit((now) => toggleMark(now, '**'));
    }
  }

  return (
    <form
      ref={form}
      className="mx-[18px] mb-[18px] rounded-[11px] border border-line-strong bg-bg focus-within:border-muted max-wide:mx-2.5 max-wide:mb-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={t('messaging.composer', { name: channelName })}
        aria-describedby={hintId}
        aria-invalid={length > LONGEST}
        placeholder={t('messaging.composer', { name: channelName })}
        className="block w-full resize-none bg-transparent px-3 pt-2.5 pb-1 outline-none max-wide:text-[16px]"
        onChange={(event) => write(event.target.value)}
        onKeyDown={press}
      />
      <div className="flex items-center gap-0.5 px-1.5 pb-1.5">
        <IconButton
          label={t('messaging.bold')}
          keys="Ctrl B"
          size="small"
          tooltipSide="top"
          onClick={() => edit((now) => toggleMark(now, '**'))}
        >
          <Bold size={15} />
        </IconButton>
        <IconButton
          label={t('messaging.list')}
          size="small"
          tooltipSide="top"
          onClick={() => edit(toggleList)}
        >
          <List size={15} />
        </IconButton>
        <IconButton
          label={t('messaging.code')}
          size="small"
          tooltipSide="top"
          onClick={() => edit((now) => toggleMark(now, '`'))}
        >
          <Code size={15} />
        </IconButton>
        <p id={hintId} className="sr-only">
          {t('messaging.composerKeys')}
        </p>
        <span className="flex-1" />
        {length > WARN_FROM && (
          <span
            role="status"
            className={cn('figures pr-2 text-12', length > LONGEST ? 'text-danger' : 'text-muted')}
          >
            {length > LONGEST
              ? t('messaging.tooLong', { count: length - LONGEST })
              : t('messaging.left', { count: LONGEST - length })}
          </span>
        )}
        <button
          type="submit"
          aria-label={t('messaging.send')}
          disabled={!sendable}
          className="inline-grid h-7 w-[38px] place-items-center rounded-button bg-ink text-on-ink hover:opacity-88 disabled:opacity-30 max-wide:h-9 max-wide:w-11"
        >
          <ArrowUp size={16} aria-hidden />
        </button>
      </div>
    </form>
  );
}
