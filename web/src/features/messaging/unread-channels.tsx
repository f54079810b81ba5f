import { Link } from '@tanstack/react-router';
import { Hash, Lock } from 'lucide-react';
import { errorWords } from '@/api/errors';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { Badge } from '@/ui/badge';
import { Skeleton, SkeletonGroup } from '@/ui/skeleton';
import { ErrorState } from '@/ui/states';
import { useChannels } from './queries';
import './events';

/** Where something waits to be read, for the team's first page. */
export function UnreadChannels({ teamId }: { teamId: string }) {
  const channels = useChannels(teamId);
  if (channels.isPending) {
    return (
      <SkeletonGroup label={t('messaging.loadingChannels')}>
        {['w-28', 'w-40'].map((width) => (
          <div key={width} className="flex h-11 items-center gap-3 border-b border-line max-wide:px-4">
            <Skeleton className="size-4" />
            <Skeleton className={`h-3 ${width}`} />
          </div>
        ))}
      </SkeletonGroup>
    );
  }
  if (!channels.data) {
    return (
      <ErrorState size="inline" {...errorWords(channels.error)} onRetry={() => void channels.refetch()} />
    );
  }
  const unread = channels.data.filter((channel) => channel.unread > 0);
  if (unread.length === 0) {
    return <p className="py-3 text-muted max-wide:px-4">{t('messaging.allRead')}</p>;
  }
  return (
    <ul>
      {unread.map((channel) => {
        const Icon = channel.private ? Lock : Hash;
        return (
          <li key={channel.id} className="border-b border-line">
            <Link
              to={paths.channel(teamId, channel.id)}
              className="flex h-11 items-center gap-3 hover:bg-hover max-wide:px-4 focus-visible:-outline-offset-2"
            >
              <Icon size={16} className="text-muted" aria-hidden />
              <span className="min-w-0 flex-1 truncate font-title">{channel.name}</span>
              <span className="sr-only">{t('messaging.unreadCount', { count: channel.unread })}</span>
              <span aria-hidden>
                <Badge kind="count">
                  {channel.unread > 99 ? t('messaging.many', { count: 99 }) : channel.unread}
                </Badge>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
