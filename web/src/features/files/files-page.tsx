import { useQueryClient } from '@tanstack/react-query';
import { Download, LayoutGrid, List, Trash2, Upload, X } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { errorWords } from '@/api/errors';
import type { StoredFile } from '@/api/types';
import { t } from '@/i18n/t';
import { canWrite, useTeamRole } from '@/lib/team-role';
import { useTitle } from '@/lib/use-title';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Page, PageBar } from '@/ui/page';
import { EmptyState, ErrorState } from '@/ui/states';
import { toast } from '@/ui/toast';
import { useDeletes } from './deleting';
import { FileCollection, type FilesView } from './file-collection';
import { FileInspector } from './file-inspector';
import type { FileActions } from './file-menu';
import { FilesSkeleton } from './files-skeleton';
import { flatten } from './list';
import { contentUrl, useFiles, useRenameFile } from './queries';
import { keepPresent, noSelection, type Selection } from './selection';
import { openUploads } from './uploading';
import { rememberedView, rememberView } from './view-choice';

interface FilesPageProps {
  teamId: string;
  /** From the address, so that a link can point at one file. */
  fileId?: string | undefined;
  onFileChange?: (fileId: string | null) => void;
}

export function FilesPage({ teamId, fileId, onFileChange }: FilesPageProps) {
  const writer = canWrite(useTeamRole());
  useTitle(t('files.title'));
  const list = useFiles(teamId);
  const deletes = useDeletes();
  const rename = useRenameFile();
  const [view, setView] = useState<FilesView>(rememberedView);
  const [selection, setSelection] = useState<Selection>(() =>
    fileId ? { ids: new Set([fileId]), anchor: fileId } : noSelection,
  );
  const [inspecting, setInspecting] = useState(fileId !== undefined);
  const [renamingId, setRenamingId] = useState<string | null>(null);

  // A link to another file can be followed while this page is open.
  const [linked, setLinked] = useState(fileId);
  if (fileId !== linked) {
    setLinked(fileId);
    if (fileId && !selection.ids.has(fileId)) {
      setSelection({ ids: new Set([fileId]), anchor: fileId });
      setInspecting(true);
    }
  }

  const files = useMemo(() => flatten(list.data, deletes.hidden), [list.data, deletes.hidden]);
  const present = useMemo(
    () =>
      keepPresent(
        selection,
        files.map((file) => file.id),
      ),
    [selection, files],
  );
  const chosen = files.filter((file) => present.ids.has(file.id));
  const inspected = inspecting && chosen.length === 1 ? chosen[0] : undefined;

  function choose(next: Selection, show = true): void {
    setSelection(next);
    if (next.ids.size === 1 && show) setInspecting(true);
    onFileChange?.(next.ids.size === 1 ? ([...next.ids][0] ?? null) : null);
  }

  const actions: FileActions = {
    canWrite: writer,
    open: (file) => window.open(contentUrl(file.id), '_blank', 'noopener'),
    details: (file) => choose({ ids: new Set([file.id]), anchor: file.id }),
    download,
    rename: (file) => setRenamingId(file.id),
    remove: deletes.remove,
  };

  function renamed(file: StoredFile, name: string | null): void {
    setRenamingId(null);
    if (name === null) return;
    rename.mutate(
      { file, name },
      {
        onError: (error) => {
          const words = errorWords(error);
          toast({
            kind: 'error',
            title: t('files.renameFailed', { name: file.name }),
            detail: words.detail,
            requestId: words.requestId,
          });
        },
      },
    );
  }

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const loadMore = useCallback(() => {
    // After a failure the person decides when to try again.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  return (
    <>
      <Page>
        <PageBar
          title={t('files.title')}
          actions={
            chosen.length > 1 ? (
              <ChosenActions files={chosen} actions={actions} onClear={() => choose(noSelection)} />
            ) : (
              <>
                <ViewChoice
                  view={view}
                  onView={(next) => {
                    setView(next);
                    rememberView(next);
                  }}
                />
                {writer && <UploadButton teamId={teamId} />}
              </>
            )
          }
        />
        {list.isPending ? (
          <FilesSkeleton view={view} />
        ) : list.isError && !list.data ? (
          <ErrorState {...errorWords(list.error)} onRetry={() => void list.refetch()} />
        ) : files.length === 0 && !hasNextPage ? (
          writer ? (
            <EmptyState hint={t('files.emptyHint')} action={<UploadButton teamId={teamId} />}>
              {t('files.empty')}
            </EmptyState>
          ) : (
            <EmptyState>{t('files.emptyViewer')}</EmptyState>
          )
        ) : (
          <FileCollection
            files={files}
            view={view}
            selection={present}
            onSelection={choose}
            actions={actions}
            renamingId={renamingId}
            onRenamed={renamed}
            loadMore={loadMore}
            loadingMore={isFetchingNextPage}
          />
        )}
        {isFetchNextPageError && (
          <div className="border-t border-line">
            <ErrorState
              size="inline"
              title={t('files.moreFailed')}
              detail={errorWords(list.error).detail}
              requestId={errorWords(list.error).requestId}
              onRetry={() => void fetchNextPage()}
            />
          </div>
        )}
      </Page>
      {inspected && <FileInspector file={inspected} actions={actions} onClose={() => setInspecting(false)} />}
    </>
  );
}

function ViewChoice({ view, onView }: { view: FilesView; onView: (view: FilesView) => void }) {
  return (
    <div className="flex gap-1 pr-1">
      <IconButton label={t('files.viewGrid')} pressed={view === 'grid'} onClick={() => onView('grid')}>
        <LayoutGrid size={16} />
      </IconButton>
      <IconButton label={t('files.viewList')} pressed={view === 'list'} onClick={() => onView('list')}>
        <List size={16} />
      </IconButton>
    </div>
  );
}

function UploadButton({ teamId }: { teamId: string }) {
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('files.upload')}
        onChange={(event) => {
          openUploads(queries).add(teamId, Array.from(event.target.files ?? []));
          // The same file again would otherwise be no change.
          event.target.value = '';
        }}
      />
      <Button kind="primary" icon={<Upload size={15} />} onClick={() => input.current?.click()}>
        {t('files.upload')}
      </Button>
    </>
  );
}

interface ChosenActionsProps {
  files: readonly StoredFile[];
  actions: FileActions;
  onClear: () => void;
}

function ChosenActions({ files, actions, onClear }: ChosenActionsProps) {
  return (
    <>
      <span className="figures text-muted" aria-live="polite">
        {t('files.selected', { count: files.length })}
      </span>
      <Button icon={<Download size={15} />} onClick={() => actions.download(files)}>
        {t('files.download')}
      </Button>
      {actions.canWrite && (
        <Button kind="danger" icon={<Trash2 size={15} />} onClick={() => actions.remove(files)}>
          {t('files.delete')}
        </Button>
      )}
      <IconButton label={t('files.clearSelection')} onClick={onClear}>
        <X size={16} />
      </IconButton>
    </>
  );
}

/** One link after the other: browsers drop downloads that are asked for in the same moment. */
function download(files: readonly StoredFile[]): void {
  files.forEach((file, index) => {
    setTimeout(() => {
      const link = document.createElement('a');
      link.href = contentUrl(file.id, { download: true });
      link.download = file.name;
      link.click();
    }, index * 400);
  });
}
