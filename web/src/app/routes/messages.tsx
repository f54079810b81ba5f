import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { channelsQuery } from '@/features/messaging/queries';
import { SidebarChannels } from '@/features/messaging/sidebar-channels';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { useIsPhone } from '@/lib/use-media';
import { Page, PageBar, PageBody } from '@/ui/page';
import { EmptyState } from '@/ui/states';
import { useRouteIds } from '../use-route-ids';

/** On a phone the list of channels is a page of its own; elsewhere it stands beside, so the first one opens. */
export function MessagesRoute() {
  const { teamId } = useRouteIds();
  const phone = useIsPhone();
  const channels = useQuery(channelsQuery(teamId));
  const first = channels.data?.find((channel) => channel.unread > 0) ?? channels.data?.[0];
  if (!phone && first) return <Navigate to={paths.channel(teamId, first.id)} replace />;
  return (
    <Page>
      <PageBar title={t('app.messages')} />
      <PageBody>
        {phone ? (
          <div className="p-2">
            <SidebarChannels teamId={teamId} />
          </div>
        ) : (
          <EmptyState>{t('app.chooseChannel')}</EmptyState>
        )}
      </PageBody>
    </Page>
  );
}
