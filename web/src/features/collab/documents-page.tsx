import { Link, useNavigate } from '@tanstack/react-router';
import { Ellipsis, FileText, Pencil, Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { errorWords } from '@/api/errors';
import type { StudioDocument } from '@/api/types';
import { t } from '@/i18n/t';
import { fullTime, shortAgo } from '@/lib/dates';
import { paths } from '@/lib/paths';
import { canWrite, useTeamRole } from '@/lib/team-role';
import { useTitle } from '@/lib/use-title';
import { newUuid } from '@/lib/uuid';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { Page, PageBar, PageBody } from '@/ui/page';
import { SkeletonRows } from '@/ui/skeleton';
import { Spinner } from '@/ui/spinner';
import { EmptyState, ErrorState } from '@/ui/states';
import { toast } from '@/ui/toast';
import { useDocumentDeletes } from './deleting';
import { flattenDocuments } from './documents';
import { useCreateDocument, useDocuments, useRetitle } from './queries';

export function DocumentsPage({ teamId }: { teamId: string }) {
  const writer = canWrite(useTeamRole());
  const list = useDocuments(teamId);
  const deletes = useDocumentDeletes();
  const documents = flattenDocuments(list.data, deletes.hidden);
  useTitle(t('collab.documents'));

  return (
    <Page>
      <PageBar
        title={t('collab.documents')}
        actions={writer && <NewDocument teamId={teamId} kind="primary" />}
      />
      {list.isPending ? (
        <SkeletonRows />
      ) : list.isError && !list.data ? (
        <ErrorState {...errorWords(list.error)} onRetry={() => void list.refetch()} />
      ) : documents.length === 0 && !list.hasNextPage ? (
        writer ? (
          <EmptyState action={<NewDocument teamId={teamId} />}>{t('collab.empty')}</EmptyState>
        ) : (
          <EmptyState>{t('collab.emptyViewer')}</EmptyState>
        )
      ) : (
        <PageBody>
          <ul aria-label={t('collab.listOf')}>
            {documents.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                writer={writer}
                onDelete={() => deletes.remove(document)}
              />
            ))}
          </ul>
          {list.isFetchNextPageError ? (
            <ErrorState
              size="inline"
              title={t('collab.moreFailed')}
              detail={errorWords(list.error).detail}
              requestId={errorWords(list.error).requestId}
              onRetry={() => void list.fetchNextPage()}
            />
          ) : (
            list.hasNextPage && <More key={documents.length} onSeen={() => void list.fetchNextPage()} />
          )}
        </PageBody>
      )}
    </Page>
  );
}

function NewDocument({ teamId, kind = 'plain' }: { teamId: string; kind?: 'primary' | 'plain' }) {
  const create = useCreateDocument(teamId);
  const navigate = useNavigate();
  // One key until there is an answer: pressing again after a lost one makes one document.
  const key = useRef('');
  function make(): void {
    key.current ||= newUuid();
    create.mutate(key.current, {
      onSuccess: (document) => {
        key.current = '';
        void navigate({ to: paths.document(teamId, document.id) });
      },
      onError: (error) => {
        const words = errorWords(error);
        toast({
          kind: 'error',
          title: t('collab.createFailed'),
          detail: words.detail,
          requestId: words.requestId,
        });
      },
    });
  }
  return (
    <Button kind={kind} icon={<Plus size={15} />} busy={create.isPending} onClick={make}>
      {t('collab.newDocument')}
    </Button>
  );
}

interface DocumentRowProps {
  document: StudioDocument;
  writer: boolean;
  onDelete: () => void;
}

function DocumentRow({ document, writer, onDelete }: DocumentRowProps) {
  const [renaming, setRenaming] = useState(false);
  const rename = useRetitle();
  const shown = (rename.isPending && rename.variables.title) || document.title;

  function renamed(title: string | null): void {
    setRenaming(false);
    if (title === null) return;
    rename.mutate(
      { document, title },
      {
        onError: (error) => {
          const words = errorWords(error);
          toast({
            kind: 'error',
            title: t('collab.renameFailed', { title: document.title }),
            detail: words.detail,
            requestId: words.requestId,
          });
        },
      },
    );
  }

  return (
    <li className="group/doc relative flex min-h-[52px] items-center gap-3 border-b border-line px-[18px] py-2 hover:bg-hover max-wide:px-4">
      <FileText size={16} className="text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        {renaming ? (
          <TitleField title={document.title} onDone={renamed} />
        ) : (
          <Link
            to={paths.document(document.teamId, document.id)}
            // The whole row leads to the document; the menu lies above it.
            className="block truncate font-current after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {shown}
          </Link>
        )}
        <p className="figures truncate text-12 text-muted">
          {document.createdBy.name} ·{' '}
          <time dateTime={document.updatedAt} title={fullTime(document.updatedAt)}>
            {shortAgo(document.updatedAt)}
          </time>
        </p>
      </div>
      <Avatar
        name={document.createdBy.name}
        hue={document.createdBy.hue}
        size={24}
        decorative
        className="max-wide:hidden"
      />
      {writer && (
        <div className="relative">
          <Menu
            trigger={
              <IconButton label={t('collab.actionsFor', { title: document.title })} size="small">
                <Ellipsis size={16} />
              </IconButton>
            }
          >
            <MenuItem icon={<Pencil size={16} />} onSelect={() => setRenaming(true)}>
              {t('collab.rename')}
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={<Trash2 size={16} />} danger onSelect={onDelete}>
              {t('collab.delete')}
            </MenuItem>
          </Menu>
        </div>
      )}
    </li>
  );
}

function TitleField({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const [value, setValue] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    // The menu gives the focus back to its button as it closes; after that it is ours.
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  function finish(keep: boolean): void {
    if (done.current) return;
    done.current = true;
    const next = value.trim();
    onDone(keep && next !== '' && next !== title ? next : null);
  }
  return (
    <input
      ref={field}
      value={value}
      maxLength={200}
      aria-label={t('collab.renameLabel', { title })}
      className="relative -mx-1.5 w-[calc(100%+12px)] rounded-[5px] border border-accent bg-bg px-[5px] font-current outline-none"
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') finish(false);
      }}
    />
  );
}

/** Asks for the next page when it comes into view. */
function More({ onSeen }: { onSeen: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef(onSeen);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      seen.current();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className="grid h-14 place-items-center text-muted">
      <Spinner label={t('collab.loadingMore')} />
    </div>
  );
}
