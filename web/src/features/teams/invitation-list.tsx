import { useQuery } from '@tanstack/react-query';
import { Link2, Link2Off } from 'lucide-react';
import { errorWords } from '@/api/errors';
import type { Invitation, Team } from '@/api/types';
import { t } from '@/i18n/t';
import { fullTime, untilTime } from '@/lib/dates';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Row } from '@/ui/row';
import { SkeletonRows } from '@/ui/skeleton';
import { ErrorState } from '@/ui/states';
import { toast } from '@/ui/toast';
import { invitationsQuery, useRevokeInvitation } from './queries';
import { type InvitationState, invitationState, roleName } from './roles';

export function InvitationList({ team }: { team: Team }) {
  const invitations = useQuery(invitationsQuery(team.id));
  return (
    <section aria-labelledby="invitations-head" className="pb-10">
      <h2 id="invitations-head" className="border-b border-line px-5 pt-8 pb-2 font-title max-wide:px-4">
        {t('teams.invitations')}
      </h2>
      {invitations.isPending ? (
        <SkeletonRows count={2} />
      ) : invitations.isError ? (
        <ErrorState
          {...errorWords(invitations.error)}
          size="inline"
          onRetry={() => void invitations.refetch()}
        />
      ) : invitations.data.length === 0 ? (
        <p className="px-5 py-4 text-muted max-wide:px-4">{t('teams.invitationsEmpty')}</p>
      ) : (
        <ul aria-labelledby="invitations-head">
          {invitations.data.map((invitation) => (
            <InvitationRow key={invitation.id} team={team} invitation={invitation} />
          ))}
        </ul>
      )}
    </section>
  );
}

function InvitationRow({ team, invitation }: { team: Team; invitation: Invitation }) {
  const revoke = useRevokeInvitation(team.id);
  const state = invitationState(invitation);
  const role = roleName(invitation.role);
  const Icon = state === 'open' ? Link2 : Link2Off;
  return (
    <li>
      <Row
        lead={<Icon size={18} className="text-muted" aria-hidden />}
        title={t('teams.invitationFor', { role })}
        detail={
          <span title={invitation.expiresAt ? fullTime(invitation.expiresAt) : undefined}>
            {details(invitation, state).join(' · ')}
          </span>
        }
        end={
          <>
            <Badge kind={state === 'open' ? 'ok' : 'outline'}>{stateName(state)}</Badge>
            {state === 'open' && (
              <Button
                busy={revoke.isPending}
                aria-label={t('teams.revokeLink', { role })}
                onClick={() =>
                  revoke.mutate(invitation, {
                    onSuccess: () => toast({ kind: 'ok', title: t('teams.revokedToast') }),
                    onError: (error) => toast({ kind: 'error', ...errorWords(error) }),
                  })
                }
              >
                {t('teams.revoke')}
              </Button>
            )}
          </>
        }
      />
    </li>
  );
}

function details(invitation: Invitation, state: InvitationState): string[] {
  const { uses, maxUses, expiresAt, createdBy } = invitation;
  const used =
    maxUses === null
      ? t('teams.invitationUsesAny', { count: uses })
      : t('teams.invitationUses', { uses, max: maxUses });
  const end = expiresAt
    ? t('teams.invitationExpires', { when: untilTime(expiresAt) })
    : t('teams.invitationNever');
  return [used, ...(state === 'open' ? [end] : []), t('teams.invitationBy', { name: createdBy.name })];
}

function stateName(state: InvitationState): string {
  switch (state) {
    case 'open':
      return t('teams.invitationOpen');
    case 'revoked':
      return t('teams.invitationRevoked');
    case 'expired':
      return t('teams.invitationExpired');
    case 'spent':
      return t('teams.invitationSpent');
  }
}
