import { useSearch } from '@tanstack/react-router';
import { currentUser } from '@/api/session';
import { MembersPage } from '@/features/teams/members-page';
import { useTeam } from '../use-team';

export function MembersRoute() {
  const team = useTeam();
  const { invite }: { invite?: true } = useSearch({ strict: false });
  if (!team) return null;
  // The key opens the dialog anew when the palette asks for it on this very page.
  const key = `${team.id}${invite ? '+invite' : ''}`;
  return <MembersPage key={key} team={team} userId={currentUser()?.id ?? ''} inviting={invite === true} />;
}
