import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FilePlus, Laptop, LogOut, Monitor, Moon, Palette, Plus, Sun, Upload, UserPlus } from 'lucide-react';
import { errorWords } from '@/api/errors';
import { useSignOut } from '@/features/accounts/queries';
import { useCreateDocument } from '@/features/collab/queries';
import { openUploads } from '@/features/files/uploading';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { canManage, canWrite } from '@/lib/team-role';
import { setTheme } from '@/lib/theme';
import { newUuid } from '@/lib/uuid';
import { toast } from '@/ui/toast';
import { useShellActions } from '../shell-actions';
import { useTeam } from '../use-team';
import type { Entry } from './entries';

/** What one may do from anywhere. What the reader's role does not allow is not offered. */
export function useActions(): Entry[] {
  const team = useTeam();
  const navigate = useNavigate();
  const { createTeam } = useShellActions();
  const signOut = useSignOut();
  const createDocument = useCreateDocument(team?.id ?? '');
  const queries = useQueryClient();
  // The palette is gone by the time an answer comes, so answers are awaited and not left to its callbacks.
  const failed = (error: unknown) => void toast({ kind: 'error', ...errorWords(error) });

  const ofTeam: Entry[] = [];
  if (team && canWrite(team.role)) {
    ofTeam.push({
      id: 'do-document',
      label: t('app.doNewDocument'),
      icon: FilePlus,
      run: () =>
        void createDocument
          .mutateAsync(newUuid())
          .then((document) => navigate({ to: paths.document(team.id, document.id) }), failed),
    });
    ofTeam.push({
      id: 'do-upload',
      label: t('app.doUpload'),
      icon: Upload,
      run: () => pickFiles((files) => openUploads(queries).add(team.id, files)),
    });
  }
  if (team && canManage(team.role)) {
    const to = { to: paths.members(team.id), search: { invite: 'true' } };
    ofTeam.push({ id: 'do-invite', label: t('app.doInvite'), icon: UserPlus, to });
  }
  return [
    ...ofTeam,
    { id: 'do-team', label: t('app.doCreateTeam'), icon: Plus, run: createTeam },
    { id: 'do-light', label: t('app.doThemeLight'), icon: Sun, run: () => setTheme('light') },
    { id: 'do-dark', label: t('app.doThemeDark'), icon: Moon, run: () => setTheme('dark') },
    { id: 'do-system', label: t('app.doThemeSystem'), icon: Monitor, run: () => setTheme('system') },
    { id: 'do-sessions', label: t('accounts.sessions'), icon: Laptop, to: { to: paths.sessions() } },
    { id: 'do-appearance', label: t('accounts.appearance'), icon: Palette, to: { to: paths.appearance() } },
    {
      id: 'do-sign-out',
      label: t('app.doSignOut'),
      icon: LogOut,
      run: () => void signOut.mutateAsync().catch(failed),
    },
  ];
}

/** Asks for files without an input of its own on the page. */
function pickFiles(take: (files: File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => take([...(input.files ?? [])]));
  input.click();
}
