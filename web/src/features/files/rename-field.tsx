import { useEffect, useRef, useState } from 'react';
import { t } from '@/i18n/t';
import { stemLength } from './kinds';

interface RenameFieldProps {
  name: string;
  /** The new name, or null when nothing is to change. */
  onDone: (name: string | null) => void;
}

export function RenameField({ name, onDone }: RenameFieldProps) {
  const [value, setValue] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);

  useEffect(() => {
    input.current?.focus();
    input.current?.setSelectionRange(0, stemLength(name));
  }, [name]);

  function finish(keep: boolean): void {
    // Enter takes the field away, and losing it is a blur: one of the two counts.
    if (done.current) return;
    done.current = true;
    const next = value.trim();
    onDone(keep && next !== '' && next !== name ? next : null);
  }

  return (
    <input
      ref={input}
      value={value}
      maxLength={255}
      aria-label={t('files.renameLabel', { name })}
      className="-mx-1.5 -my-px w-[calc(100%+12px)] rounded-[5px] border border-accent bg-bg px-[5px] font-current text-text outline-none"
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => finish(true)}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') {
          event.preventDefault();
          finish(false);
        }
      }}
    />
  );
}
