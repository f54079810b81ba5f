import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { errorWords } from '@/api/errors';
import { currentUser } from '@/api/session';
import { studioQuery } from '@/features/accounts/queries';
import { teamsQuery } from '@/features/teams/queries';
import { TeamForm } from '@/features/teams/team-form';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { useTitle } from '@/lib/use-title';
import { ErrorState } from '@/ui/states';
import { lastTeam } from './last-team';
import { RoutePending } from './route-states';

/** `/` leads to the team the reader was in last; who has none yet makes one. */
export function HomePage() {
  const teams = useQuery(teamsQuery());
  if (teams.isPending) return <RoutePending />;
  if (teams.isError) {
    return (
      <main className="flex flex-1">
        <ErrorState {...errorWords(teams.error)} onRetry={() => void teams.refetch()} />
      </main>
    );
  }
  const last = lastTeam();
  const team = teams.data.find(({ id }) => id === last) ?? teams.data[0];
  return team ? <Navigate to={paths.team(team.id)} replace /> : <FirstTeam />;
}

function FirstTeam() {
  const navigate = useNavigate();
  const studio = useQuery(studioQuery());
  // The studio's owner mostly names the first team after the studio; anyone else has another in mind.
  const suggestion = (currentUser()?.studioRole === 'owner' && studio.data?.name) || '';
  useTitle(t('teams.createTeam'));
  // A suggestion that came late would change the name under the hands of who types one.
  if (studio.isPending) return <RoutePending />;
  return (
    <main
      id="main"
      tabIndex={-1}
      className="flex flex-1 flex-col overflow-y-auto px-6 py-10 wide:justify-center"
    >
      <div className="mx-auto flex w-full max-w-[380px] flex-col gap-7">
        <header className="flex flex-col gap-3">
          <h1 className="serif text-46 leading-[1.04] text-balance">{t('teams.firstTeamHeading')}</h1>
          <p className="text-15 leading-relaxed text-muted">{t('teams.firstTeamText')}</p>
        </header>
        <TeamForm
          suggestion={suggestion}
          onDone={(team) => void navigate({ to: paths.team(team.id), replace: true })}
        />
      </div>
    </main>
  );
}
