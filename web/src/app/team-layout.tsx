import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { errorWords } from '@/api/errors';
import { teamsQuery } from '@/features/teams/queries';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { TeamRoleProvider } from '@/lib/team-role';
import { Button } from '@/ui/button';
import { ErrorState } from '@/ui/states';
import { rememberTeam } from './last-team';
import { RoutePending } from './route-states';
import { Sidebar } from './sidebar';
import { useRouteIds } from './use-route-ids';
import { useTeam } from './use-team';

const DropZone = lazy(() =>
  import('@/features/files/drop-zone').then((module) => ({ default: module.DropZone })),
);

export function TeamLayout() {
  const { teamId } = useRouteIds();
  const teams = useQuery(teamsQuery());
  const team = useTeam();
  useEffect(() => {
    if (team) rememberTeam(team.id);
  }, [team]);

  if (!team) {
    return (
      <main id="main" tabIndex={-1} className="flex min-h-0 flex-1">
        {teams.isPending ? (
          <RoutePending />
        ) : teams.isError ? (
          <ErrorState {...errorWords(teams.error)} onRetry={() => void teams.refetch()} />
        ) : (
          <ErrorState
            title={t('errors.notFoundTitle')}
            detail={t('errors.notFoundDetail')}
            action={
              <Button asChild>
                <Link to={paths.home()}>{t('app.goHome')}</Link>
              </Button>
            }
          />
        )}
      </main>
    );
  }
  return (
    <TeamRoleProvider value={team.role}>
      <Sidebar key={teamId} team={team} />
      <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 bg-bg">
        <Outlet />
      </main>
      <Suspense fallback={null}>
        <DropZone teamId={team.id} teamName={team.name} />
      </Suspense>
    </TeamRoleProvider>
  );
}
