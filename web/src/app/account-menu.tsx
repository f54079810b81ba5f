import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Laptop, LogOut, Palette } from 'lucide-react';
import type { ReactElement } from 'react';
import { errorWords } from '@/api/errors';
import { meQuery, useSignOut } from '@/features/accounts/queries';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu';
import { toast } from '@/ui/toast';

export function AccountMenu({ trigger }: { trigger: ReactElement }) {
  const me = useQuery(meQuery());
  const signOut = useSignOut();
  return (
    <Menu trigger={trigger} side="right" align="end">
      {me.data && (
        <MenuLabel>
          <span className="block font-title text-text">{me.data.name}</span>
          {me.data.email}
        </MenuLabel>
      )}
      <MenuSeparator />
      <MenuItem asChild>
        <Link to={paths.sessions()}>
          <Laptop size={16} aria-hidden />
          {t('accounts.sessions')}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to={paths.appearance()}>
          <Palette size={16} aria-hidden />
          {t('accounts.appearance')}
        </Link>
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<LogOut size={16} />}
        onSelect={() =>
          signOut.mutate(undefined, { onError: (error) => toast({ kind: 'error', ...errorWords(error) }) })
        }
      >
        {t('accounts.signOut')}
      </MenuItem>
    </Menu>
  );
}
