import { ChannelPage } from '@/features/messaging/channel-page';
import { TeamPeople } from '@/features/teams/team-people';
import { useRouteIds } from '../use-route-ids';

export function ChannelRoute() {
  const { teamId, channelId } = useRouteIds();
  return (
    <ChannelPage
      key={channelId}
      teamId={teamId}
      channelId={channelId}
      people={<TeamPeople teamId={teamId} size={24} />}
    />
  );
}
