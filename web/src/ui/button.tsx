import { Slot } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { Spinner } from './spinner';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger';

const kinds: Record<Kind, string> = {
  primary: 'bg-ink text-on-ink border-ink hover:opacity-88',
  plain: 'bg-bg text-text border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-muted border-transparent hover:bg-hover hover:text-text',
  danger: 'bg-bg text-danger border-line-strong hover:bg-danger-bg',
};

export interface ButtonProps extends ComponentProps<'button'> {
  kind?: Kind;
  size?: 'regular' | 'large';
  icon?: ReactNode;
  /** Shows a spinner, keeps the width, and takes no second press. */
  busy?: boolean;
  /** Renders the child (a link) in the shape of a button. */
  asChild?: boolean;
}

export function Button({
  kind = 'plain',
  size = 'regular',
  icon,
  busy = false,
  asChild = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = cn(
    'relative inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-button border font-current',
    'transition-[background-color,opacity] duration-100 disabled:pointer-events-none',
    busy ? '' : 'disabled:opacity-45',
    size === 'large' ? 'h-10 px-4' : 'h-[30px] px-3 max-wide:h-9',
    kinds[kind],
    className,
  );
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      <span className={cn('inline-flex items-center gap-2', busy && 'opacity-0')}>
        {icon}
        {children}
      </span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </button>
  );
}
