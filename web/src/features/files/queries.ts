import { type QueryClient, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, apiUrl } from '@/api/client';
import { onEvent } from '@/api/events';
import type { Page, StoredFile } from '@/api/types';
import { type FileList, withChanged, withFile, withoutFile } from './list';

const PAGE = 60;

const filesKey = (teamId: string) => ['files', teamId] as const;

export function useFiles(teamId: string) {
  return useInfiniteQuery({
    queryKey: filesKey(teamId),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<StoredFile>>('/files', { query: { teamId, cursor: pageParam, limit: PAGE }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });
}

function patchFiles(queries: QueryClient, teamId: string, change: (list: FileList) => FileList): void {
  queries.setQueryData<FileList>(filesKey(teamId), (list) => list && change(list));
}

export function addFile(queries: QueryClient, file: StoredFile): void {
  patchFiles(queries, file.teamId, (list) => withFile(list, file));
}

export function removeFile(queries: QueryClient, teamId: string, fileId: string): void {
  patchFiles(queries, teamId, (list) => withoutFile(list, fileId));
}

export function useRenameFile() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, name }: { file: StoredFile; name: string }) =>
      api.patch<StoredFile>(`/files/${file.id}`, { name }),
    onMutate: ({ file, name }) => {
      patchFiles(queries, file.teamId, (list) => withChanged(list, { ...file, name }));
    },
    onSuccess: (file) => patchFiles(queries, file.teamId, (list) => withChanged(list, file)),
    onError: (_error, { file }) => patchFiles(queries, file.teamId, (list) => withChanged(list, file)),
  });
}

/** The browser asks for it with the session cookie, so that a download never passes through script. */
export function contentUrl(fileId: string, options: { download?: boolean } = {}): string {
  return apiUrl(`/files/${fileId}/content`, options.download ? { download: 1 } : {});
}

onEvent('file.created', ({ file }, queries) => addFile(queries, file));
onEvent('file.updated', ({ teamId, file }, queries) =>
  patchFiles(queries, teamId, (list) => withChanged(list, file)),
);
onEvent('file.deleted', ({ teamId, fileId }, queries) => removeFile(queries, teamId, fileId));
