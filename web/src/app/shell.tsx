import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { connectEvents } from '@/api/events';
import { CreateTeamDialog } from '@/features/teams/create-team-dialog';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { BottomBar } from './bottom-bar';
import { Rail } from './rail';
import { ShellActionsProvider } from './shell-actions';
import { useFocusOnNavigation } from './use-focus-on-navigation';

const Palette = lazy(() => import('./palette/palette').then((module) => ({ default: module.Palette })));
const UploadTray = lazy(() =>
  import('@/features/files/upload-tray').then((module) => ({ default: module.UploadTray })),
);

/** The frame of all signed-in pages: rail, page, on a phone the bottom bar; the socket lives as long as it. */
export function Shell() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [palette, setPalette] = useState(false);
  const [creating, setCreating] = useState(false);
  useEffect(() => connectEvents(queries), [queries]);
  useFocusOnNavigation();

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (
        (event.metaKey || event.ctrlKey) &&
        !event.shiftKey &&
        !event.altKey &&
        event.key.toLowerCase() === 'k'
      ) {
        event.preventDefault();
        setPalette((open) => !open);
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);

  const actions = useMemo(
    () => ({ openPalette: () => setPalette(true), createTeam: () => setCreating(true) }),
    [],
  );

  return (
    <ShellActionsProvider value={actions}>
      <button
        type="button"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-button bg-ink px-3 py-1.5 text-on-ink focus:translate-y-0"
        onClick={() => document.getElementById('main')?.focus()}
      >
        {t('app.skip')}
      </button>
      <div className="flex h-dvh overflow-hidden max-wide:flex-col">
        <Rail />
        <Outlet />
        <BottomBar />
      </div>
      <Suspense fallback={null}>
        <UploadTray />
        {palette && <Palette onClose={() => setPalette(false)} />}
      </Suspense>
      <CreateTeamDialog
        open={creating}
        onOpenChange={setCreating}
        onCreated={(team) => {
          setCreating(false);
          void navigate({ to: paths.team(team.id) });
        }}
      />
    </ShellActionsProvider>
  );
}
