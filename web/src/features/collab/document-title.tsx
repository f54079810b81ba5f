import { useEffect, useRef, useState } from 'react';
import { errorWords } from '@/api/errors';
import type { StudioDocument } from '@/api/types';
import { t } from '@/i18n/t';
import { useAutosize } from '@/lib/use-autosize';
import { toast } from '@/ui/toast';
import { useRetitle } from './queries';

interface DocumentTitleProps {
  document: StudioDocument;
  editable: boolean;
  /** Enter leads on into the text. */
  onEnter: () => void;
}

/** A pause in typing; each change of a title is told to the whole team. */
const PAUSE_MS = 700;

export function DocumentTitle({ document, editable, onEnter }: DocumentTitleProps) {
  const retitle = useRetitle();
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? document.title;

  useAutosize(field, shown);

  // A document that was just made is named first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens
  useEffect(() => {
    if (editable && document.title === t('collab.untitled')) field.current?.select();
  }, []);

  function save(title: string): void {
    const next = title.trim() || t('collab.untitled');
    if (next === document.title) return;
    retitle.mutate(
      { document, title: next },
      {
        onError: (error) => {
          const words = errorWords(error);
          toast({
            kind: 'error',
            title: t('collab.renameFailed', { title: document.title }),
            detail: words.detail,
            requestId: words.requestId,
          });
        },
      },
    );
  }

  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => latest.current(draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);

  if (!editable)
    return <h1 className="serif text-46 leading-[1.1] break-words max-wide:text-32">{document.title}</h1>;
  return (
    <h1>
      <textarea
        ref={field}
        rows={1}
        value={shown}
        maxLength={200}
        aria-label={t('collab.title')}
        placeholder={t('collab.untitled')}
        className="serif block w-full resize-none overflow-hidden bg-transparent text-46 leading-[1.1] outline-none max-wide:text-32"
        onChange={(event) => setDraft(event.target.value.replace(/\n/g, ' '))}
        onBlur={() => {
          if (draft !== null) save(draft);
          setDraft(null);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter' || (event.key === 'ArrowDown' && !event.shiftKey)) {
            event.preventDefault();
            onEnter();
          }
          if (event.key === 'Escape') {
            setDraft(null);
            field.current?.blur();
          }
        }}
      />
    </h1>
  );
}
