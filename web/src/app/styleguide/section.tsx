import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

export function Section({
  title,
  children,
  flush = false,
}: {
  title: string;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section aria-label={title} className="grid gap-4 border-t border-line py-7 wide:grid-cols-[180px_1fr]">
      <h2 className="font-title">{title}</h2>
      <div className={cn('min-w-0', !flush && 'flex flex-wrap items-center gap-3')}>{children}</div>
    </section>
  );
}
