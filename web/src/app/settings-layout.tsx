import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { ArrowLeft, Laptop, Palette } from 'lucide-react';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { NavRow } from '@/ui/row';

export function SettingsLayout() {
  const { pathname } = useLocation();
  const pages = [
    { to: paths.sessions(), label: t('accounts.sessions'), icon: Laptop },
    { to: paths.appearance(), label: t('accounts.appearance'), icon: Palette },
  ];
  return (
    <>
      <aside
        aria-label={t('accounts.settings')}
        className="flex w-[var(--sidebar-width)] shrink-0 flex-col border-line bg-sunken wide:border-r max-wide:w-full max-wide:border-b"
      >
        <div className="flex h-[var(--bar-height)] items-center gap-1 px-2 max-wide:hidden">
          <h2 className="px-2 text-[14.5px] font-title">{t('accounts.settings')}</h2>
        </div>
        <nav aria-label={t('accounts.settings')} className="px-2 max-wide:py-1.5">
          <ul className="max-wide:flex max-wide:gap-1">
            <li>
              <NavRow icon={<ArrowLeft size={16} aria-hidden />}>
                <Link to={paths.home()}>{t('app.home')}</Link>
              </NavRow>
            </li>
            {pages.map(({ to, label, icon: Icon }) => (
              <li key={to}>
                <NavRow icon={<Icon size={16} aria-hidden />} current={pathname.startsWith(to)}>
                  <Link to={to}>{label}</Link>
                </NavRow>
              </li>
            ))}
          </ul>
        </nav>
      </aside>
      <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 bg-bg">
        <Outlet />
      </main>
    </>
  );
}
