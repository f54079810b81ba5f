import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { errorWords, hasCode } from '@/api/errors';
import type { InvitationPreview, User } from '@/api/types';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { useTitle } from '@/lib/use-title';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { Skeleton, SkeletonGroup } from '@/ui/skeleton';
import { ErrorState } from '@/ui/states';
import { toast } from '@/ui/toast';
import { invitationPreviewQuery, useAcceptInvitation } from './queries';
import { roleName } from './roles';

interface AcceptInvitationProps {
  token: string;
  /** Who is signed in here, if anyone. */
  user: User | null;
  /** For someone new: the ways in, given by the app, since accounts are another feature. */
  newcomer: ReactNode;
}

export function AcceptInvitation({ token, user, newcomer }: AcceptInvitationProps) {
  const preview = useQuery(invitationPreviewQuery(token));
  const team = preview.data?.teamName;
  useTitle(team ? t('teams.acceptHeading', { team }) : null);
  return (
    <main className="flex min-h-full flex-col bg-bg px-6 py-10 wide:justify-center wide:py-16">
      <div className="mx-auto flex w-full max-w-[380px] flex-col gap-7">
        {preview.isPending ? (
          <SkeletonGroup className="flex flex-col gap-4">
            <Skeleton className="size-10" />
            <Skeleton className="h-11 w-72" />
            <Skeleton className="h-4 w-56" />
          </SkeletonGroup>
        ) : preview.isError ? (
          <NotOpen error={preview.error} onRetry={() => void preview.refetch()} />
        ) : (
          <>
            <Invited preview={preview.data} />
            {user ? <Accept token={token} team={preview.data.teamName} user={user} /> : newcomer}
          </>
        )}
      </div>
    </main>
  );
}

function Invited({ preview: { teamName, teamHue, role, invitedBy } }: { preview: InvitationPreview }) {
  return (
    <header className="flex flex-col gap-4">
      <Avatar name={teamName} hue={teamHue} size={40} shape="team" decorative />
      <h1 className="serif text-46 leading-[1.04] text-balance">
        {t('teams.acceptHeading', { team: teamName })}
      </h1>
      <p className="flex items-center gap-2 text-15 text-muted">
        <Avatar name={invitedBy.name} hue={invitedBy.hue} size={24} decorative />
        {t('teams.acceptText', { name: invitedBy.name, role: roleName(role) })}
      </p>
    </header>
  );
}

function Accept({ token, team, user }: { token: string; team: string; user: User }) {
  const navigate = useNavigate();
  const accept = useAcceptInvitation(token);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted">{t('teams.acceptSignedInAs', { email: user.email })}</p>
      {accept.error && (
        <div className="rounded-card border border-line-strong">
          <ErrorState {...errorWords(accept.error)} size="inline" />
        </div>
      )}
      <Button
        kind="primary"
        size="large"
        busy={accept.isPending}
        onClick={() =>
          accept.mutate(undefined, {
            onSuccess: (joined) => {
              toast({ kind: 'ok', title: t('teams.joinedToast', { team: joined.name }) });
              void navigate({ to: paths.team(joined.id), replace: true });
            },
          })
        }
      >
        {t('teams.accept', { team })}
      </Button>
    </div>
  );
}

function NotOpen({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const navigate = useNavigate();
  useTitle(t('teams.acceptBadHeading'));
  if (!hasCode(error, 'invitation_invalid')) return <ErrorState {...errorWords(error)} onRetry={onRetry} />;
  return (
    <div className="flex flex-col gap-4">
      <h1 className="serif text-46 leading-[1.04] text-balance">{t('teams.acceptBadHeading')}</h1>
      <p className="text-15 text-muted">{t('teams.acceptBadText')}</p>
      <Button size="large" className="self-start" onClick={() => void navigate({ to: paths.home() })}>
        {t('teams.acceptGoOn')}
      </Button>
    </div>
  );
}
