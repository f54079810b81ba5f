import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

type Kind = 'count' | 'outline' | 'ok' | 'warn' | 'danger' | 'overlay';

const kinds: Record<Kind, string> = {
  count: 'bg-accent text-on-accent min-w-[18px] justify-center px-[5px] h-[18px] font-title',
  outline: 'border border-line-strong text-muted px-2 h-5',
  ok: 'text-ok gap-1 font-current',
  warn: 'text-warn gap-1 font-current',
  danger: 'text-danger gap-1 font-current',
  overlay: 'bg-[rgb(20_20_18/0.78)] text-white px-1.5 h-[18px] rounded-[4px]! font-title',
};

/** State always comes with its word; colour alone says nothing. */
export function Badge({
  kind = 'outline',
  icon,
  children,
}: {
  kind?: Kind;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span
      className={cn('figures inline-flex items-center whitespace-nowrap rounded-full text-11', kinds[kind])}
    >
      {icon}
      {children}
    </span>
  );
}
