import { Link } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import { errorWords } from '@/api/errors';
import { t } from '@/i18n/t';
import { shortAgo } from '@/lib/dates';
import { paths } from '@/lib/paths';
import { Skeleton, SkeletonGroup } from '@/ui/skeleton';
import { ErrorState } from '@/ui/states';
import { useDocumentDeletes } from './deleting';
import { flattenDocuments } from './documents';
import { useDocuments } from './queries';

const SHOWN = 5;

/** The documents that changed last, for the team's first page. */
export function RecentDocuments({ teamId }: { teamId: string }) {
  const list = useDocuments(teamId);
  const { hidden } = useDocumentDeletes();
  if (list.isPending) {
    return (
      <SkeletonGroup label={t('collab.loadingList')}>
        {['w-44', 'w-32', 'w-52'].map((width) => (
          <div key={width} className="flex h-11 items-center gap-3 border-b border-line max-wide:px-4">
            <Skeleton className="size-4" />
            <Skeleton className={`h-3 ${width}`} />
          </div>
        ))}
      </SkeletonGroup>
    );
  }
  if (!list.data) {
    return <ErrorState size="inline" {...errorWords(list.error)} onRetry={() => void list.refetch()} />;
  }
  const documents = flattenDocuments(list.data, hidden).slice(0, SHOWN);
  if (documents.length === 0) {
    return <p className="py-3 text-muted max-wide:px-4">{t('collab.noneYet')}</p>;
  }
  return (
    <ul>
      {documents.map((document) => (
        <li key={document.id} className="border-b border-line">
          <Link
            to={paths.document(teamId, document.id)}
            className="flex h-11 items-center gap-3 hover:bg-hover max-wide:px-4 focus-visible:-outline-offset-2"
          >
            <FileText size={16} className="text-muted" aria-hidden />
            <span className="min-w-0 flex-1 truncate font-current">{document.title}</span>
            <span className="figures shrink-0 text-12 text-muted">{shortAgo(document.updatedAt)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
