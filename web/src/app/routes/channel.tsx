import { ChannelPage } from '@/features/messaging/channel-page';
import { useRouteIds } from '../use-route-ids';

export function ChannelRoute() {
  const { teamId, channelId } = useRouteIds();
  return <ChannelPage key={channelId} teamId={teamId} channelId={channelId} />;
}
