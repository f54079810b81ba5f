import { Slot } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/lib/cn';

interface NavRowProps extends Omit<ComponentProps<'a'>, 'children'> {
  icon?: ReactNode;
  /** What stands at the end: a count, a dot. */
  end?: ReactNode;
  current?: boolean;
  unread?: boolean;
  /** A link with its text, e.g. `<Link to=…>general</Link>`. */
  children: ReactNode;
}

/** A 30 px row of the sidebar. The child is the link; the row gives it shape, icon and end. */
export function NavRow({
  icon,
  end,
  current = false,
  unread = false,
  className,
  children,
  ...rest
}: NavRowProps) {
  return (
    <Slot.Root
      aria-current={current ? 'page' : undefined}
      className={cn(
        'flex h-[var(--row-height)] w-full items-center gap-2.5 rounded-row px-2 text-left select-none max-wide:h-10',
        'hover:bg-hover hover:text-text focus-visible:-outline-offset-2',
        current ? 'bg-active text-text' : unread ? 'text-text' : 'text-muted',
        unread ? 'font-title' : current && 'font-current',
        className,
      )}
      {...rest}
    >
      <Slot.Slottable child={children}>
        {(text) => (
          <>
            {icon}
            <span className="min-w-0 flex-1 truncate">{text}</span>
            {end}
          </>
        )}
      </Slot.Slottable>
    </Slot.Root>
  );
}

interface RowProps extends Omit<ComponentProps<'div'>, 'title'> {
  lead?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  end?: ReactNode;
  selected?: boolean;
}

/** A row of a list in the main column: lead, title over detail, and what stands at the end. */
export function Row({ lead, title, detail, end, selected = false, className, ...rest }: RowProps) {
  return (
    <div
      className={cn(
        'flex min-h-11 items-center gap-3 border-b border-line px-5 py-2 max-wide:px-4',
        selected && 'bg-accent-bg',
        className,
      )}
      {...rest}
    >
      {lead}
      <div className="min-w-0 flex-1">
        <div className="truncate font-current">{title}</div>
        {detail && <div className="figures truncate text-12 text-muted">{detail}</div>}
      </div>
      {end && <div className="flex shrink-0 items-center gap-2">{end}</div>}
    </div>
  );
}
