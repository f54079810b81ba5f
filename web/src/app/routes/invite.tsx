import { Link, useNavigate } from '@tanstack/react-router';
import { currentUser } from '@/api/session';
import { RegistrationForm } from '@/features/accounts/registration-form';
import { AcceptInvitation } from '@/features/teams/accept-invitation';
import { useAcceptInvitation } from '@/features/teams/queries';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { useRouteIds } from '../use-route-ids';

export function InviteRoute() {
  const { token } = useRouteIds();
  return <AcceptInvitation token={token} user={currentUser()} newcomer={<Newcomer token={token} />} />;
}

function Newcomer({ token }: { token: string }) {
  const navigate = useNavigate();
  const accept = useAcceptInvitation(token);
  // Registering with an invitation joins the team; accepting again only tells which one it was.
  const enter = () =>
    accept.mutate(undefined, {
      onSuccess: (team) => void navigate({ to: paths.team(team.id), replace: true }),
      onError: () => void navigate({ to: paths.home(), replace: true }),
    });
  return (
    <>
      <RegistrationForm submitLabel={t('teams.acceptNew')} invitation={token} onDone={enter} />
      <p className="text-muted">
        {t('accounts.haveAccount')}{' '}
        <Link to={paths.signIn()} search={{ next: paths.invite(token) }} className="font-current text-accent">
          {t('teams.acceptHaveAccount')}
        </Link>
      </p>
    </>
  );
}
