import { Link, useLocation } from '@tanstack/react-router';
import { ChevronDown, FileText, Folder, House, Search, Settings, Users } from 'lucide-react';
import type { Team } from '@/api/types';
import { SidebarChannels } from '@/features/messaging/sidebar-channels';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { Kbd } from '@/ui/kbd';
import { NavRow } from '@/ui/row';
import { ConnectionLine } from './connection-line';
import { modKey } from './mod-key';
import { useShellActions } from './shell-actions';
import { TeamMenu } from './team-menu';

export function Sidebar({ team }: { team: Team }) {
  const { openPalette } = useShellActions();
  return (
    <aside
      aria-label={team.name}
      className="flex w-[var(--sidebar-width)] shrink-0 flex-col border-r border-line bg-sunken max-wide:hidden"
    >
      <div className="flex h-[var(--bar-height)] shrink-0 items-center px-2">
        <TeamMenu
          team={team}
          trigger={
            <button
              type="button"
              aria-label={t('app.teamMenu', { team: team.name })}
              className="flex h-8 max-w-full min-w-0 items-center gap-1.5 rounded-row px-2 hover:bg-hover data-[state=open]:bg-active"
            >
              <span className="truncate text-[14.5px] font-title">{team.name}</span>
              <ChevronDown size={15} className="text-muted" aria-hidden />
            </button>
          }
        />
      </div>
      <div className="px-2 pb-2">
        <button
          type="button"
          onClick={openPalette}
          className="flex h-[31px] w-full items-center gap-2.5 rounded-button border border-line-strong bg-bg px-2 text-muted hover:text-text"
        >
          <Search size={16} aria-hidden />
          <span className="flex-1 truncate text-left">{t('app.search')}</span>
          <Kbd>{modKey}K</Kbd>
        </button>
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-2 pb-3">
        <nav aria-label={t('app.sections')}>
          <Sections teamId={team.id} />
        </nav>
        <SidebarChannels teamId={team.id} />
      </div>
      <div className="flex flex-col gap-1 px-2 pb-2">
        <ConnectionLine className="min-h-0 px-2 text-12" />
        <NavRow icon={<Settings size={16} aria-hidden />}>
          <Link to={paths.sessions()}>{t('app.settings')}</Link>
        </NavRow>
      </div>
    </aside>
  );
}

function Sections({ teamId }: { teamId: string }) {
  const { pathname } = useLocation();
  const sections = [
    { to: paths.team(teamId), label: t('app.home'), icon: House, exact: true },
    { to: paths.files(teamId), label: t('app.files'), icon: Folder, exact: false },
    { to: paths.documents(teamId), label: t('app.documents'), icon: FileText, exact: false },
    { to: paths.members(teamId), label: t('app.members'), icon: Users, exact: false },
  ];
  return (
    <ul className="flex flex-col gap-px">
      {sections.map(({ to, label, icon: Icon, exact }) => (
        <li key={to}>
          <NavRow
            icon={<Icon size={16} aria-hidden />}
            current={exact ? pathname === to || pathname === `${to}/` : pathname.startsWith(to)}
          >
            <Link to={to}>{label}</Link>
          </NavRow>
        </li>
      ))}
    </ul>
  );
}
