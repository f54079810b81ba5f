import { t } from '@/i18n/t';
import { Skeleton, SkeletonGroup } from '@/ui/skeleton';

const lines = ['w-full', 'w-11/12', 'w-3/5', 'w-full', 'w-4/5'];

/** `bare` where the page's own column is around it already. */
export function DocumentSkeleton({ bare = false }: { bare?: boolean }) {
  return (
    <SkeletonGroup
      label={t('collab.loadingDocument')}
      className={bare ? '' : 'mx-auto w-full max-w-[720px] px-5 pt-12 max-wide:px-4 max-wide:pt-6'}
    >
      <Skeleton className="h-10 w-2/3" />
      <Skeleton className="mt-5 mb-9 h-3 w-1/3" />
      {lines.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines never move
        <Skeleton key={index} className={`mt-3 h-3.5 ${width}`} />
      ))}
    </SkeletonGroup>
  );
}
