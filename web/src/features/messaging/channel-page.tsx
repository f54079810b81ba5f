import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronLeft, Hash, Lock } from 'lucide-react';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { errorWords } from '@/api/errors';
import { currentUser } from '@/api/session';
import type { Channel, Person } from '@/api/types';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { canWrite, useTeamRole } from '@/lib/team-role';
import { useIsPhone } from '@/lib/use-media';
import { useTitle } from '@/lib/use-title';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Page, PageBar } from '@/ui/page';
import { EmptyState, ErrorState } from '@/ui/states';
import { Announcer } from './announcer';
import { Composer } from './composer';
import { MessageList, type MessageListHandle } from './message-list';
import { MessagesSkeleton } from './messages-skeleton';
import { useChannels, useOlderMessages, useTimeline } from './queries';
import { useNewMark, useReadCursor } from './reading';
import { buildRows } from './rows';
import { openOutbox, usePending } from './sending';
import { lastSeq, type Timeline } from './timeline';
import { usePageVisible } from './use-visible';
import './events';

interface ChannelPageProps {
  teamId: string;
  channelId: string;
  /** Who reads a channel that is not private: the team, which another feature knows. */
  people?: ReactNode;
}

export function ChannelPage({ teamId, channelId, people }: ChannelPageProps) {
  const channels = useChannels(teamId);
  const timeline = useTimeline(channelId);
  const channel = channels.data?.find((known) => known.id === channelId);
  const user = currentUser();
  useTitle(channel ? `# ${channel.name}` : null);

  const error = channel && timeline.data ? null : (channels.error ?? timeline.error);
  return (
    <Page>
      <ChannelBar teamId={teamId} channel={channel} people={people} />
      {error ? (
        <ErrorState
          {...errorWords(error)}
          onRetry={() => {
            void channels.refetch();
            void timeline.refetch();
          }}
        />
      ) : channels.data && !channel ? (
        <EmptyState
          action={
            <Button asChild>
              <Link to={paths.team(teamId)}>{t('messaging.backHome')}</Link>
            </Button>
          }
        >
          {t('messaging.notHere')}
        </EmptyState>
      ) : channel && timeline.data && user ? (
        <Conversation key={channelId} channel={channel} timeline={timeline.data} me={user} />
      ) : (
        <MessagesSkeleton />
      )}
    </Page>
  );
}

interface ChannelBarProps {
  teamId: string;
  channel: Channel | undefined;
  people: ReactNode;
}

function ChannelBar({ teamId, channel, people }: ChannelBarProps) {
  const phone = useIsPhone();
  const Icon = channel?.private ? Lock : Hash;
  return (
    <PageBar
      lead={
        <>
          {phone && (
            <IconButton label={t('messaging.back')} asChild className="-ml-2">
              <Link to={paths.messages(teamId)}>
                <ChevronLeft size={18} />
              </Link>
            </IconButton>
          )}
          <Icon size={16} aria-hidden />
        </>
      }
      title={channel?.name ?? ''}
      actions={channel && !channel.private ? people : null}
    />
  );
}

interface ConversationProps {
  channel: Channel;
  timeline: Timeline;
  me: Person;
}

function Conversation({ channel, timeline, me }: ConversationProps) {
  const queries = useQueryClient();
  const writer = canWrite(useTeamRole());
  const outbox = openOutbox(queries, me.id);
  const pending = usePending(outbox, channel.id);
  const older = useOlderMessages(channel.id);
  const list = useRef<MessageListHandle>(null);
  const [atEnd, setAtEnd] = useState(true);
  const watching = usePageVisible() && atEnd;
  const { mark, clear } = useNewMark(channel, timeline.items, watching, me.id);
  useReadCursor(channel, lastSeq(timeline), watching);

  const complete = timeline.older === null;
  const rows = useMemo(
    () => buildRows({ messages: timeline.items, pending, me, newAfter: mark, complete }),
    [timeline.items, pending, me, mark, complete],
  );
  const first = timeline.items[0]?.seq ?? 1;
  const unreadAbove = mark !== null && !complete ? Math.max(0, first - 1 - mark) : 0;

  function send(text: string): void {
    clear();
    outbox.push(channel.id, text);
    // The row is there after this render; then the newest is where one wants to be.
    requestAnimationFrame(() => list.current?.scrollToNewest());
  }

  const empty = timeline.items.length === 0 && pending.length === 0;
  return (
    <>
      {empty ? (
        <EmptyState>
          {t(writer ? 'messaging.start' : 'messaging.startViewer', { name: `#${channel.name}` })}
        </EmptyState>
      ) : (
        <MessageList
          handle={list}
          channelName={`#${channel.name}`}
          rows={rows}
          older={{ ...older, available: !complete }}
          unreadAbove={unreadAbove}
          unreadBelow={channel.unread}
          onAtEnd={setAtEnd}
          onRetry={(clientId) => outbox.retry(clientId)}
          onDiscard={(clientId) => outbox.discard(clientId)}
        />
      )}
      <Announcer messages={timeline.items} myId={me.id} channelName={`#${channel.name}`} />
      {writer ? (
        <Composer channelId={channel.id} channelName={`#${channel.name}`} onSend={send} />
      ) : (
        <p className="border-t border-line px-[18px] py-3 text-muted">{t('messaging.readOnly')}</p>
      )}
    </>
  );
}
