import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { useTitle } from '@/lib/use-title';
import { IconButton } from './icon-button';

/** The main column. A page returns `<><Page …/>{open && <Inspector …/>}</>`; the shell lays them side by side. */
export function Page({ children, className }: { children: ReactNode; className?: string }) {
  return <section className={cn('flex min-w-0 flex-1 flex-col', className)}>{children}</section>;
}

interface PageBarProps {
  /** A string becomes the page's h1; anything else brings its own heading. */
  title: ReactNode;
  /** Before the title: an icon, or on a phone the way back. */
  lead?: ReactNode;
  /** After the title, quieter: a topic, a state, a count. */
  detail?: ReactNode;
  actions?: ReactNode;
}

export function PageBar({ title, lead, detail, actions }: PageBarProps) {
  useTitle(typeof title === 'string' ? title : null);
  return (
    <header className="flex h-[var(--bar-height)] shrink-0 items-center gap-2.5 border-b border-line px-[18px] max-wide:px-4">
      {lead}
      {typeof title === 'string' ? <h1 className="truncate text-[14.5px] font-title">{title}</h1> : title}
      {detail && <div className="min-w-0 flex-1 truncate text-muted">{detail}</div>}
      {actions && <div className="ml-auto flex shrink-0 items-center gap-2">{actions}</div>}
    </header>
  );
}

/** What scrolls. */
export function PageBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn('flex min-h-0 flex-1 flex-col overflow-y-auto', className)}>{children}</div>;
}

interface InspectorProps {
  label: string;
  onClose: () => void;
  /** Left out when the content starts with its own Tabs bar; use `InspectorClose` as its end then. */
  title?: ReactNode;
  children: ReactNode;
}

/** The third column: beside the page when there is room, sliding over it below 1100 px, the whole screen on a phone. */
export function Inspector({ label, onClose, title, children }: InspectorProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = box.current;
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    };
    element?.addEventListener('keydown', close);
    return () => element?.removeEventListener('keydown', close);
  }, [onClose]);
  return (
    <aside
      ref={box}
      aria-label={label}
      className="flex w-[var(--inspector-width)] shrink-0 flex-col border-l border-line bg-bg max-full:fixed max-full:inset-y-0 max-full:right-0 max-full:z-30 max-full:max-w-full max-full:shadow-float max-wide:w-full max-wide:border-l-0 max-full:appear"
    >
      {title && (
        <header className="flex h-[var(--bar-height)] shrink-0 items-center gap-2.5 border-b border-line pr-3 pl-[18px]">
          <h2 className="min-w-0 flex-1 truncate font-title">{title}</h2>
          <InspectorClose onClose={onClose} />
        </header>
      )}
      {children}
    </aside>
  );
}

export function InspectorClose({ onClose }: { onClose: () => void }) {
  return (
    <IconButton label={t('ui.close')} onClick={onClose}>
      <X size={16} />
    </IconButton>
  );
}

/** A quiet heading over a group of rows. */
export function SectionHead({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex h-7 items-center justify-between pr-1 pl-2">
      <h2 className="text-12 font-current text-muted">{children}</h2>
      {action}
    </div>
  );
}
