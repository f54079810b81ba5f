import { useRef } from 'react';
import { t } from '@/i18n/t';
import { Skeleton, SkeletonGroup, SkeletonRows } from '@/ui/skeleton';
import type { FilesView } from './file-collection';
import { gridShape, useWidth } from './grid-shape';

export function FilesSkeleton({ view }: { view: FilesView }) {
  const box = useRef<HTMLDivElement>(null);
  const shape = gridShape(useWidth(box));
  if (view === 'list') return <SkeletonRows />;
  return (
    <div ref={box} className="min-h-0 flex-1 overflow-hidden">
      <SkeletonGroup label={t('files.loadingFiles')}>
        <div
          className="grid"
          style={{
            gridTemplateColumns: `repeat(${shape.columns}, minmax(0, 1fr))`,
            columnGap: shape.gap,
            padding: shape.inset,
            gridAutoRows: shape.rowHeight,
          }}
        >
          {Array.from({ length: shape.columns * 3 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the tiles are all alike and never move
            <div key={index}>
              <Skeleton className="aspect-[4/3] rounded-[9px]!" />
              <Skeleton className="mt-3 h-3 w-2/3" />
              <Skeleton className="mt-2 h-2.5 w-1/3" />
            </div>
          ))}
        </div>
      </SkeletonGroup>
    </div>
  );
}
