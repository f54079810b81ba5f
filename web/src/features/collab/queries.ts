import {
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api } from '@/api/client';
import { NetworkProblem } from '@/api/errors';
import { onEvent } from '@/api/events';
import type { Page, StudioDocument } from '@/api/types';
import { t } from '@/i18n/t';
import { type DocumentList, withDocument, withoutDocument } from './documents';
import { recallDocument, rememberDocument } from './remembered';

const documentsKey = (teamId: string) => ['documents', teamId] as const;
const documentKey = (documentId: string) => ['document', documentId] as const;

export function useDocuments(teamId: string) {
  return useInfiniteQuery({
    queryKey: documentsKey(teamId),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<StudioDocument>>('/documents', {
        query: { teamId, kind: 'document', cursor: pageParam, limit: 50 },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useDocument(documentId: string, userId: string) {
  return useQuery({
    queryKey: documentKey(documentId),
    // Even offline: the text in this browser can be shown with what was known of it.
    networkMode: 'always',
    queryFn: async ({ signal }) => {
      try {
        const document = await api.get<StudioDocument>(`/documents/${documentId}`, { signal });
        rememberDocument(userId, document);
        return document;
      } catch (error) {
        const remembered = error instanceof NetworkProblem ? recallDocument(userId, documentId) : null;
        if (remembered) return remembered;
        throw error;
      }
    },
  });
}

function putDocument(queries: QueryClient, document: StudioDocument): void {
  queries.setQueryData<DocumentList>(documentsKey(document.teamId), (list) =>
    list ? withDocument(list, document) : list,
  );
  queries.setQueryData<StudioDocument>(documentKey(document.id), (known) =>
    // An event speaks to everybody and can't know the reader's role.
    known ? { ...document, role: known.role } : known,
  );
}

export function dropDocument(queries: QueryClient, teamId: string, documentId: string): void {
  queries.setQueryData<DocumentList>(
    documentsKey(teamId),
    (list) => list && withoutDocument(list, documentId),
  );
}

export function useCreateDocument(teamId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (key: string) =>
      api.post<StudioDocument>(
        '/documents',
        { teamId, title: t('collab.untitled'), kind: 'document' },
        { idempotencyKey: key },
      ),
    onSuccess: (document) => {
      queries.setQueryData(documentKey(document.id), document);
      putDocument(queries, document);
    },
  });
}

export function useRetitle() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ document, title }: { document: StudioDocument; title: string }) =>
      api.patch<StudioDocument>(`/documents/${document.id}`, { title }),
    onSuccess: (document) => putDocument(queries, document),
  });
}

onEvent('document.created', ({ document }, queries) => putDocument(queries, document));
onEvent('document.updated', ({ document }, queries) => putDocument(queries, document));
onEvent('document.deleted', ({ teamId, documentId }, queries) => dropDocument(queries, teamId, documentId));
