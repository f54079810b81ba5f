import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { errorWords } from '@/api/errors';
import type { Team } from '@/api/types';
import { t } from '@/i18n/t';
import { canManage } from '@/lib/team-role';
import { Button } from '@/ui/button';
import { Page, PageBar, PageBody } from '@/ui/page';
import { SkeletonRows } from '@/ui/skeleton';
import { EmptyState, ErrorState } from '@/ui/states';
import { InvitationList } from './invitation-list';
import { InviteDialog } from './invite-dialog';
import { MemberRow } from './member-row';
import { membersQuery } from './queries';

interface MembersPageProps {
  team: Team;
  userId: string;
  /** Opens with the invite dialog, as the palette's "Invite someone" asks. */
  inviting?: boolean;
}

export function MembersPage({ team, userId, inviting: startInviting = false }: MembersPageProps) {
  const members = useQuery(membersQuery(team.id));
  const manages = canManage(team.role);
  const [inviting, setInviting] = useState(startInviting && manages);
  const invite = (
    <Button kind="primary" icon={<UserPlus size={16} />} onClick={() => setInviting(true)}>
      {t('teams.invite')}
    </Button>
  );
  return (
    <Page>
      <PageBar
        title={t('teams.members')}
        detail={members.data ? t('teams.memberCount', { count: members.data.length }) : null}
        actions={manages && invite}
      />
      <PageBody>
        {members.isPending ? (
          <SkeletonRows count={Math.min(8, team.memberCount)} lead="round" />
        ) : members.isError ? (
          <ErrorState {...errorWords(members.error)} onRetry={() => void members.refetch()} />
        ) : members.data.length === 0 ? (
          <EmptyState action={manages && invite}>{t('teams.membersEmpty')}</EmptyState>
        ) : (
          <ul aria-label={t('teams.members')}>
            {members.data.map((member) => (
              <MemberRow key={member.userId} team={team} member={member} own={member.userId === userId} />
            ))}
          </ul>
        )}
        {manages && <InvitationList team={team} />}
      </PageBody>
      {manages && inviting && <InviteDialog team={team} onClose={() => setInviting(false)} />}
    </Page>
  );
}
