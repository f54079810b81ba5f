import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { FileText, Folder, House, Menu, MessageSquare } from 'lucide-react';
import { useState } from 'react';
import { channelsQuery } from '@/features/messaging/queries';
import { teamsQuery } from '@/features/teams/queries';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { paths } from '@/lib/paths';
import { ConnectionLine } from './connection-line';
import { lastTeam } from './last-team';
import { MoreSheet } from './more-sheet';
import { useTeam } from './use-team';

const item = 'relative flex h-14 w-full flex-col items-center justify-center gap-1 text-11';

/** The phone's way about. What does not fit stands behind "More". */
export function BottomBar() {
  const here = useTeam();
  const { data: teams } = useQuery(teamsQuery());
  // In the settings, the bar still leads back to the team one came from.
  const last = lastTeam();
  const team = here ?? teams?.find(({ id }) => id === last) ?? teams?.[0];
  const { pathname } = useLocation();
  const [more, setMore] = useState(false);
  const sections = team
    ? [
        { to: paths.team(team.id), label: t('app.home'), icon: House, exact: true },
        { to: paths.messages(team.id), label: t('app.messages'), icon: MessageSquare, exact: false },
        { to: paths.files(team.id), label: t('app.files'), icon: Folder, exact: false },
        { to: paths.documents(team.id), label: t('app.docsShort'), icon: FileText, exact: false },
      ]
    : [{ to: paths.home(), label: t('app.home'), icon: House, exact: true }];
  return (
    <div className="shrink-0 border-t border-line bg-bg pb-[env(safe-area-inset-bottom)] wide:hidden">
      <ConnectionLine className="justify-center px-4 text-12 [&:not(:empty)]:py-1" />
      <nav aria-label={t('app.sections')}>
        <ul className="flex">
          {sections.map(({ to, label, icon: Icon, exact }) => {
            const current = exact ? pathname === to || pathname === `${to}/` : pathname.startsWith(to);
            return (
              <li key={to} className="flex-1">
                <Link
                  to={to}
                  aria-current={current ? 'page' : undefined}
                  className={cn(item, current ? 'font-title text-text' : 'text-muted')}
                >
                  <Icon size={20} aria-hidden />
                  {label}
                  {team && to === paths.messages(team.id) && <UnreadDot teamId={team.id} />}
                </Link>
              </li>
            );
          })}
          <li className="flex-1">
            <button
              type="button"
              aria-haspopup="dialog"
              className={cn(item, 'text-muted')}
              onClick={() => setMore(true)}
            >
              <Menu size={20} aria-hidden />
              {t('app.more')}
            </button>
          </li>
        </ul>
      </nav>
      <MoreSheet open={more} onOpenChange={setMore} />
    </div>
  );
}

function UnreadDot({ teamId }: { teamId: string }) {
  const { data } = useQuery(channelsQuery(teamId));
  const count = data?.reduce((sum, channel) => sum + channel.unread, 0) ?? 0;
  if (count === 0) return null;
  return (
    <>
      <span className="absolute top-2 left-1/2 ml-2 size-2 rounded-full bg-accent" aria-hidden />
      <span className="sr-only">{t('app.unread', { count })}</span>
    </>
  );
}
