import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api, apiUrl } from '@/api/client';
import { errorWords, hasCode } from '@/api/errors';
import { accessToken } from '@/api/session';
import type { StoredFile } from '@/api/types';
import { t } from '@/i18n/t';
import { DeferredDelete, UNDO_MS } from '@/lib/deferred-delete';
import { toast } from '@/ui/toast';
import { removeFile } from './queries';

let deletes: DeferredDelete | null = null;
const teamOf = new Map<string, string>();

function openDeletes(queries: QueryClient): DeferredDelete {
  if (deletes) return deletes;
  const made = new DeferredDelete({
    remove: async (id) => {
      try {
        await api.delete(`/files/${id}`);
      } catch (error) {
        // Someone else was quicker: it is gone, which is what was asked for.
        if (!hasCode(error, 'not_found')) throw error;
      }
      removeFile(queries, teamOf.get(id) ?? '', id);
      teamOf.delete(id);
    },
    removeAtLast: (id) => {
      const token = accessToken();
      const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
      void fetch(apiUrl(`/files/${id}`), { method: 'DELETE', headers, keepalive: true });
    },
    onFailed: (ids, error) => {
      const words = errorWords(error);
      toast({
        kind: 'error',
        title: t('files.deleteFailed', { count: ids.length }),
        detail: words.detail,
        requestId: words.requestId,
      });
    },
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  window.addEventListener('pagehide', () => made.flush());
  deletes = made;
  return made;
}

export function useDeletes(): {
  hidden: ReadonlySet<string>;
  remove: (files: readonly StoredFile[]) => void;
} {
  const store = openDeletes(useQueryClient());
  const hidden = useSyncExternalStore(store.subscribe, store.getHidden);
  return { hidden, remove: (files) => removeWithUndo(store, files) };
}

function removeWithUndo(store: DeferredDelete, files: readonly StoredFile[]): void {
  const [first] = files;
  if (!first) return;
  for (const file of files) teamOf.set(file.id, file.teamId);
  const undo = store.schedule(files.map((file) => file.id));
  toast({
    title:
      files.length === 1
        ? t('files.deletedOne', { name: first.name })
        : t('files.deletedMany', { count: files.length }),
    detail: t('files.deletedDetail'),
    duration: UNDO_MS,
    action: { label: t('files.undo'), run: undo },
  });
}
