import { t } from '@/i18n/t';
import { Skeleton, SkeletonGroup } from '@/ui/skeleton';

const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-1/3', 'w-3/5'];

export function MessagesSkeleton() {
  return (
    <SkeletonGroup
      label={t('messaging.loadingMessages')}
      className="flex min-h-0 flex-1 flex-col justify-end gap-5 overflow-hidden px-[18px] pb-6 max-wide:px-3.5"
    >
      {widths.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never move
        <div key={index} className="flex gap-3">
          <Skeleton className="size-8 shrink-0 rounded-full!" />
          <div className="flex-1 pt-1">
            <Skeleton className="h-3 w-28" />
            <Skeleton className={`mt-2.5 h-3 ${width}`} />
          </div>
        </div>
      ))}
    </SkeletonGroup>
  );
}
