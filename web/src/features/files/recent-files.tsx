import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { errorWords } from '@/api/errors';
import { t } from '@/i18n/t';
import { shortAgo } from '@/lib/dates';
import { paths } from '@/lib/paths';
import { formatSize } from '@/lib/sizes';
import { Skeleton, SkeletonGroup } from '@/ui/skeleton';
import { ErrorState } from '@/ui/states';
import { useDeletes } from './deleting';
import { FilePicture } from './file-picture';
import { useWidth } from './grid-shape';
import { flatten } from './list';
import { useFiles } from './queries';

/** One row of the newest files, for the team's first page. */
export function RecentFiles({ teamId }: { teamId: string }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const fit = Math.max(2, Math.floor((width + 18) / (width < 600 ? 160 : 200)));
  return (
    <div ref={box} className="pt-4 max-wide:px-4">
      {width > 0 && <Newest teamId={teamId} count={fit} />}
    </div>
  );
}

function Newest({ teamId, count }: { teamId: string; count: number }) {
  const list = useFiles(teamId);
  const { hidden } = useDeletes();
  const columns = { gridTemplateColumns: `repeat(${count}, minmax(0, 1fr))` };
  if (list.isPending) {
    return (
      <SkeletonGroup label={t('files.loadingFiles')}>
        <div className="grid gap-[18px]" style={columns}>
          {Array.from({ length: count }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the tiles are all alike and never move
            <div key={index}>
              <Skeleton className="aspect-[4/3] rounded-[9px]!" />
              <Skeleton className="mt-3 h-3 w-2/3" />
            </div>
          ))}
        </div>
      </SkeletonGroup>
    );
  }
  if (!list.data) {
    return <ErrorState size="inline" {...errorWords(list.error)} onRetry={() => void list.refetch()} />;
  }
  const files = flatten(list.data, hidden).slice(0, count);
  if (files.length === 0) return <p className="text-muted">{t('files.noneYet')}</p>;
  return (
    <ul className="grid gap-[18px]" style={columns}>
      {files.map((file) => (
        <li key={file.id} className="min-w-0">
          <Link to={paths.files(teamId)} search={{ file: file.id }} className="block rounded-[9px]">
            <span className="block aspect-[4/3] overflow-hidden rounded-[9px] border border-line">
              <FilePicture file={file} size="tile" />
            </span>
            <span className="mt-2 block truncate font-current">{file.name}</span>
            <span className="figures block truncate text-12 text-muted">
              {formatSize(file.size)} · {shortAgo(file.createdAt)}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
