import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, Laptop, LogOut, Palette, Plus, Search, Users } from 'lucide-react';
import { errorWords } from '@/api/errors';
import { useSignOut } from '@/features/accounts/queries';
import { teamsQuery } from '@/features/teams/queries';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { Avatar } from '@/ui/avatar';
import { Dialog } from '@/ui/dialog';
import { NavRow } from '@/ui/row';
import { toast } from '@/ui/toast';
import { useShellActions } from './shell-actions';
import { useRouteIds } from './use-route-ids';

interface MoreSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function MoreSheet({ open, onOpenChange }: MoreSheetProps) {
  const teams = useQuery(teamsQuery());
  const signOut = useSignOut();
  const { teamId } = useRouteIds();
  const { openPalette, createTeam } = useShellActions();
  const close = () => onOpenChange(false);
  const then = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('app.more')}>
      <ul className="-mx-2 flex flex-col">
        {teams.data?.map((team) => (
          <li key={team.id}>
            <NavRow
              icon={<Avatar name={team.name} hue={team.hue} size={24} shape="team" decorative />}
              current={team.id === teamId}
              end={team.id === teamId && <Check size={16} aria-hidden />}
              onClick={close}
            >
              <Link to={paths.team(team.id)}>{team.name}</Link>
            </NavRow>
          </li>
        ))}
        <li>
          <NavRow icon={<Plus size={18} aria-hidden />}>
            <button type="button" onClick={then(createTeam)}>
              {t('teams.createTeam')}
            </button>
          </NavRow>
        </li>
      </ul>
      <hr className="my-2 border-line" />
      <ul className="-mx-2 flex flex-col">
        <li>
          <NavRow icon={<Search size={18} aria-hidden />}>
            <button type="button" onClick={then(openPalette)}>
              {t('app.search')}
            </button>
          </NavRow>
        </li>
        {teamId && (
          <li>
            <NavRow icon={<Users size={18} aria-hidden />} onClick={close}>
              <Link to={paths.members(teamId)}>{t('app.members')}</Link>
            </NavRow>
          </li>
        )}
        <li>
          <NavRow icon={<Laptop size={18} aria-hidden />} onClick={close}>
            <Link to={paths.sessions()}>{t('accounts.sessions')}</Link>
          </NavRow>
        </li>
        <li>
          <NavRow icon={<Palette size={18} aria-hidden />} onClick={close}>
            <Link to={paths.appearance()}>{t('accounts.appearance')}</Link>
          </NavRow>
        </li>
        <li>
          <NavRow icon={<LogOut size={18} aria-hidden />}>
            <button
              type="button"
              onClick={then(() =>
                signOut.mutate(undefined, {
                  onError: (error) => toast({ kind: 'error', ...errorWords(error) }),
                }),
              )}
            >
              {t('accounts.signOut')}
            </button>
          </NavRow>
        </li>
      </ul>
    </Dialog>
  );
}
