import type { ReactNode } from 'react';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';

/** One grey shape; give it the size of what will stand there. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn('block rounded-row bg-active animate-[pulse-soft_1.6s_ease-in-out_infinite]', className)}
    />
  );
}

/** Wraps a page's skeletons, and says once that something is loading. */
export function SkeletonGroup({
  children,
  label,
  className,
}: {
  children: ReactNode;
  label?: string;
  className?: string;
}) {
  return (
    <div role="status" aria-live="polite" data-loading className={className}>
      <span className="sr-only">{label ?? t('ui.loading')}</span>
      {children}
    </div>
  );
}

/** Rows as a list will have them: a round or square lead, a name, something at the end. */
export function SkeletonRows({
  count = 6,
  lead = 'square',
}: {
  count?: number;
  lead?: 'square' | 'round' | 'none';
}) {
  return (
    <SkeletonGroup>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={index} className="flex h-11 items-center gap-3 border-b border-line px-5 max-wide:px-4">
          {lead !== 'none' && <Skeleton className={cn('size-6', lead === 'round' && 'rounded-full')} />}
          <Skeleton className={cn('h-3', ['w-48', 'w-36', 'w-56', 'w-40'][index % 4])} />
          <Skeleton className="ml-auto h-3 w-14" />
        </div>
      ))}
    </SkeletonGroup>
  );
}
