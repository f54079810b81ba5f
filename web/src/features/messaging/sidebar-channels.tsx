import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Hash, Lock, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Channel } from '@/api/types';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { canWrite, useTeamRole } from '@/lib/team-role';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { SectionHead } from '@/ui/page';
import { NavRow } from '@/ui/row';
import { Skeleton, SkeletonGroup } from '@/ui/skeleton';
import { CreateChannelDialog } from './create-channel-dialog';
import { useChannels } from './queries';
import './events';

export function SidebarChannels({ teamId }: { teamId: string }) {
  const channels = useChannels(teamId);
  const { channelId } = useParams({ strict: false }) as { channelId?: string };
  const writer = canWrite(useTeamRole());
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);

  return (
    <section aria-label={t('messaging.channels')}>
      <SectionHead
        action={
          writer && (
            <IconButton label={t('messaging.newChannel')} size="small" onClick={() => setCreating(true)}>
              <Plus size={15} />
            </IconButton>
          )
        }
      >
        {t('messaging.channels')}
      </SectionHead>
      {channels.data ? (
        <ul>
          {channels.data.map((channel) => (
            <li key={channel.id}>
              <ChannelLink channel={channel} current={channel.id === channelId} />
            </li>
          ))}
          {channels.data.length === 0 && (
            <li className="px-2 py-1 text-muted">{t('messaging.noChannels')}</li>
          )}
        </ul>
      ) : channels.isError ? (
        <div className="px-2 py-1 text-muted" role="alert">
          <p className="mb-1.5">{t('messaging.channelsFailed')}</p>
          <Button onClick={() => void channels.refetch()}>{t('messaging.tryAgain')}</Button>
        </div>
      ) : (
        <SkeletonGroup label={t('messaging.loadingChannels')}>
          {['w-24', 'w-32', 'w-20'].map((width) => (
            <div key={width} className="flex h-[var(--row-height)] items-center gap-2.5 px-2">
              <Skeleton className="size-4" />
              <Skeleton className={`h-3 ${width}`} />
            </div>
          ))}
        </SkeletonGroup>
      )}
      <CreateChannelDialog
        teamId={teamId}
        open={creating}
        onOpenChange={setCreating}
        onCreated={(channel) => void navigate({ to: paths.channel(teamId, channel.id) })}
      />
    </section>
  );
}

function ChannelLink({ channel, current }: { channel: Channel; current: boolean }) {
  const unread = channel.unread > 0;
  const Icon = channel.private ? Lock : Hash;
  return (
    <NavRow
      icon={<Icon size={16} aria-hidden />}
      current={current}
      unread={unread}
      {...(unread
        ? { 'aria-label': t('messaging.channelUnread', { name: channel.name, count: channel.unread }) }
        : channel.private
          ? { 'aria-label': t('messaging.channelPrivate', { name: channel.name }) }
          : {})}
      end={
        unread && (
          <Badge kind="count">
            {channel.unread > 99 ? t('messaging.many', { count: 99 }) : channel.unread}
          </Badge>
        )
      }
    >
      <Link to={paths.channel(channel.teamId, channel.id)}>{channel.name}</Link>
    </NavRow>
  );
}
