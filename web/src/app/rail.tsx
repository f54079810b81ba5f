import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { meQuery } from '@/features/accounts/queries';
import { teamsQuery } from '@/features/teams/queries';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { paths } from '@/lib/paths';
import { Avatar } from '@/ui/avatar';
import { IconButton } from '@/ui/icon-button';
import { Skeleton } from '@/ui/skeleton';
import { Tooltip } from '@/ui/tooltip';
import { AccountMenu } from './account-menu';
import { useShellActions } from './shell-actions';
import { useRouteIds } from './use-route-ids';

export function Rail() {
  const teams = useQuery(teamsQuery());
  const me = useQuery(meQuery());
  const { teamId } = useRouteIds();
  const { createTeam } = useShellActions();
  return (
    <nav
      aria-label={t('app.teamsNav')}
      className="flex w-[var(--rail-width)] shrink-0 flex-col items-center gap-2.5 border-r border-line bg-rail pt-2 pb-3 max-wide:hidden"
    >
      <ul className="flex min-h-0 flex-col items-center gap-2.5 overflow-y-auto p-1 [scrollbar-width:none]">
        {teams.isPending && <Skeleton className="size-[34px] rounded-[9px]" />}
        {teams.data?.map((team) => (
          <li key={team.id} className="flex">
            <Tooltip content={team.name} side="right">
              <Link
                to={paths.team(team.id)}
                aria-current={team.id === teamId ? 'true' : undefined}
                className={cn(
                  'rounded-[9px] ring-offset-2 ring-offset-rail',
                  team.id === teamId ? 'ring-2 ring-accent' : 'hover:ring-2 hover:ring-line-strong',
                )}
              >
                <Avatar name={team.name} hue={team.hue} size={32} shape="team" decorative />
                <span className="sr-only">{team.name}</span>
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <IconButton label={t('teams.createTeam')} tooltipSide="right" onClick={createTeam}>
        <Plus size={16} />
      </IconButton>
      <div className="mt-auto">
        {me.data && (
          <AccountMenu
            trigger={
              <button type="button" className="flex rounded-full">
                <span className="sr-only">{t('app.account')}</span>
                <Avatar name={me.data.name} hue={me.data.hue} size={28} decorative />
              </button>
            }
          />
        )}
      </div>
    </nav>
  );
}
