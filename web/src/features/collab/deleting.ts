import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api, apiUrl } from '@/api/client';
import { errorWords, hasCode } from '@/api/errors';
import { accessToken } from '@/api/session';
import type { StudioDocument } from '@/api/types';
import { t } from '@/i18n/t';
import { DeferredDelete, UNDO_MS } from '@/lib/deferred-delete';
import { toast } from '@/ui/toast';
import { dropDocument } from './queries';

let deletes: DeferredDelete | null = null;
const known = new Map<string, StudioDocument>();

function openDeletes(queries: QueryClient): DeferredDelete {
  if (deletes) return deletes;
  const made = new DeferredDelete({
    remove: async (id) => {
      try {
        await api.delete(`/documents/${id}`);
      } catch (error) {
        // Someone else was quicker: it is gone, which is what was asked for.
        if (!hasCode(error, 'not_found')) throw error;
      }
      dropDocument(queries, known.get(id)?.teamId ?? '', id);
      known.delete(id);
    },
    removeAtLast: (id) => {
      const token = accessToken();
      const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
      void fetch(apiUrl(`/documents/${id}`), { method: 'DELETE', headers, keepalive: true });
    },
    onFailed: ([id], error) => {
      const words = errorWords(error);
      toast({
        kind: 'error',
        title: t('collab.deleteFailed', { title: known.get(id ?? '')?.title ?? '' }),
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

export function useDocumentDeletes(): {
  hidden: ReadonlySet<string>;
  remove: (document: StudioDocument) => void;
} {
  const store = openDeletes(useQueryClient());
  const hidden = useSyncExternalStore(store.subscribe, store.getHidden);
  return {
    hidden,
    remove: (document) => {
      known.set(document.id, document);
      const undo = store.schedule([document.id]);
      toast({
        title: t('collab.deleted', { title: document.title }),
        detail: t('collab.deletedDetail'),
        duration: UNDO_MS,
        action: { label: t('collab.undo'), run: undo },
      });
    },
  };
}
