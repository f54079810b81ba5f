import { onEvent } from '@/api/events';
import { currentUser } from '@/api/session';
import type { Channel } from '@/api/types';
import { addChannel, catchUp, channelsKey, patchChannel, timelineKey } from './queries';
import { openOutbox } from './sending';
import { channelAfterMessage, channelAfterRead, receive, type Timeline } from './timeline';

/** How news about channels and messages changes the cache. Loaded with the shell, so that unread is right everywhere. */
onEvent('message.created', ({ channelId, teamId, message }, queries) => {
  const me = currentUser()?.id;
  const isMine = message.author.id === me;
  if (isMine && me) openOutbox(queries, me).confirmed(message.clientId);

  const key = timelineKey(channelId);
  const timeline = queries.getQueryData<Timeline>(key);
  if (timeline) {
    const received = receive(timeline, message);
    queries.setQueryData<Timeline>(key, received.timeline);
    if (received.gapAfter !== null) void catchUp(queries, channelId, message.seq);
  }

  const list = queries.getQueryData<Channel[]>(channelsKey(teamId));
  const channel = list?.find((known) => known.id === channelId);
  if (!channel) {
    // A channel we had not heard of; nothing to do before a list was ever shown.
    if (list) void queries.invalidateQueries({ queryKey: channelsKey(teamId) });
    return;
  }
  const next = channelAfterMessage(channel, message, isMine);
  patchChannel(queries, channelId, () => next.channel);
  if (next.inDoubt) void queries.invalidateQueries({ queryKey: channelsKey(teamId) });
});

onEvent('channel.created', ({ channel }, queries) => addChannel(queries, channel));

onEvent('channel.read', (read, queries) => {
  patchChannel(queries, read.channelId, (channel) => channelAfterRead(channel, read));
});

onEvent('hello', ({ userId }, queries) => openOutbox(queries, userId).wakeAll());
