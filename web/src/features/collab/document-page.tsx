import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { refresh } from '@/api/client';
import { errorWords, hasCode } from '@/api/errors';
import { currentUser } from '@/api/session';
import type { Person, StudioDocument } from '@/api/types';
import { t } from '@/i18n/t';
import { agoInWords } from '@/lib/ago';
import { paths } from '@/lib/paths';
import { canWrite, useTeamRole } from '@/lib/team-role';
import { useIsPhone } from '@/lib/use-media';
import { useTitle } from '@/lib/use-title';
import { Avatar, AvatarStack } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Page, PageBar, PageBody } from '@/ui/page';
import { EmptyState, ErrorState } from '@/ui/states';
import { CopyText } from './copy-text';
import { DocumentSkeleton } from './document-skeleton';
import { DocumentTitle } from './document-title';
import { DocumentEditor } from './editor';
import { Notice } from './notice';
import { useDocument } from './queries';
import { forgetDocument } from './remembered';
import { SaveBadge } from './save-badge';
import type { DocumentSession } from './session';
import { useDocumentSession, useSessionView } from './use-session';

interface DocumentPageProps {
  teamId: string;
  documentId: string;
}

export function DocumentPage({ teamId, documentId }: DocumentPageProps) {
  const user = currentUser();
  const document = useDocument(documentId, user?.id ?? '');
  useTitle(document.data?.title ?? null);

  if (document.data && user) {
    return <OpenDocument key={documentId} document={document.data} me={user} refetch={document.refetch} />;
  }
  return (
    <Page>
      <PageBar lead={<Crumb teamId={teamId} />} title="" />
      {document.isError ? (
        hasCode(document.error, 'not_found') ? (
          <Gone teamId={teamId} />
        ) : (
          <ErrorState {...errorWords(document.error)} onRetry={() => void document.refetch()} />
        )
      ) : (
        <DocumentSkeleton />
      )}
    </Page>
  );
}

function Crumb({ teamId }: { teamId: string }) {
  const phone = useIsPhone();
  if (phone) {
    return (
      <IconButton label={t('collab.toDocuments')} asChild className="-ml-2">
        <Link to={paths.documents(teamId)}>
          <ChevronLeft size={18} />
        </Link>
      </IconButton>
    );
  }
  return (
    <>
      <Link to={paths.documents(teamId)} className="rounded-[3px] text-muted hover:text-text">
        {t('collab.documents')}
      </Link>
      <ChevronRight size={14} className="text-muted" aria-hidden />
    </>
  );
}

interface OpenDocumentProps {
  document: StudioDocument;
  me: Person;
  refetch: () => Promise<unknown>;
}

function OpenDocument({ document, me, refetch }: OpenDocumentProps) {
  const teamWriter = canWrite(useTeamRole());
  /** The server took the right to write away while the document was open. */
  const [demoted, setDemoted] = useState(false);
  const readOnly = document.role === 'viewer' || demoted;
  const session = useDocumentSession(document.id, me.id, readOnly);
  if (!session) {
    return (
      <Page>
        <PageBar lead={<Crumb teamId={document.teamId} />} title={document.title} />
        <DocumentSkeleton />
      </Page>
    );
  }
  return (
    <Desk
      // The editor is bound to its session for life.
      key={readOnly ? 'read' : 'write'}
      document={document}
      session={session}
      me={me}
      readOnly={readOnly}
      why={demoted ? 'changed' : readOnly && !teamWriter ? 'role' : null}
      onDemoted={() => {
        setDemoted(true);
        void refetch();
      }}
    />
  );
}

interface DeskProps {
  document: StudioDocument;
  session: DocumentSession;
  me: Person;
  readOnly: boolean;
  why: 'changed' | 'role' | null;
  onDemoted: () => void;
}

function Desk({ document, session, me, readOnly, why, onDemoted }: DeskProps) {
  const { ready, ending, people } = useSessionView(session);
  const phone = useIsPhone();
  const body = useRef<HTMLDivElement>(null);

  const tried = useRef(false);
  useEffect(() => {
    if (ending === 'no-permission' && !readOnly) onDemoted();
    if (ending === 'signed-out' && !tried.current) {
      tried.current = true;
      // If the session has really ended, this says so to the whole application, and it asks to sign in.
      refresh(true).then(
        () => session.reopen(),
        () => {},
      );
    }
  }, [ending, readOnly, onDemoted, session]);

  if (ending === 'not-here') {
    return (
      <Page>
        <PageBar lead={<Crumb teamId={document.teamId} />} title={document.title} />
        <Gone teamId={document.teamId} session={session} onLeave={() => forgetDocument(me.id, document.id)} />
      </Page>
    );
  }

  const editable = !readOnly && ending !== 'malformed' && ending !== 'no-permission';
  return (
    <Page>
      <PageBar
        lead={<Crumb teamId={document.teamId} />}
        title={<span className="min-w-0 truncate text-[14.5px] font-title">{document.title}</span>}
        detail={<SaveBadge session={session} readOnly={readOnly} />}
        actions={
          people.length > 0 && (
            <AvatarStack people={people} max={phone ? 2 : 4} size={24} label={t('collab.people')} />
          )
        }
      />
      <PageBody>
        <div
          ref={body}
          className="mx-auto w-full max-w-[720px] px-5 pt-12 pb-[30vh] max-wide:px-4 max-wide:pt-6"
        >
          {ready ? (
            <>
              <Notices session={session} readOnly={readOnly} why={why} />
              <DocumentTitle
                document={document}
                editable={editable}
                onEnter={() => body.current?.querySelector<HTMLElement>('.ProseMirror')?.focus()}
              />
              <p className="mt-2 mb-7 flex items-center gap-2.5 text-muted">
                <Avatar name={document.createdBy.name} hue={document.createdBy.hue} size={24} decorative />
                <span className="min-w-0 truncate">
                  {t('collab.byline', {
                    name: document.createdBy.name,
                    when: agoInWords(document.updatedAt),
                  })}
                </span>
              </p>
              {why === 'role' && <p className="-mt-4 mb-7 text-12 text-muted">{t('collab.readOnlyRole')}</p>}
              <DocumentEditor session={session} me={me} title={document.title} editable={editable} />
            </>
          ) : (
            <>
              {!navigator.onLine && <p className="mb-6 text-muted">{t('collab.waitingFirst')}</p>}
              <DocumentSkeleton bare />
            </>
          )}
        </div>
      </PageBody>
    </Page>
  );
}

type NoticesProps = Pick<DeskProps, 'session' | 'readOnly' | 'why'>;

function Notices({ session, readOnly, why }: NoticesProps) {
  const { ending } = useSessionView(session);
  if (ending === 'too-large') {
    return (
      <Notice
        title={t('collab.tooLargeTitle')}
        detail={t('collab.tooLargeDetail')}
        action={<CopyText session={session} />}
        reload
      />
    );
  }
  if (ending === 'malformed' || (ending === 'no-permission' && readOnly)) {
    return (
      <Notice
        title={t('collab.closedTitle')}
        detail={t('collab.closedDetail')}
        action={<CopyText session={session} />}
        reload
      />
    );
  }
  if (why === 'changed') {
    return (
      <Notice
        title={t('collab.readOnlyTitle')}
        detail={t('collab.readOnlyChanged')}
        action={<CopyText session={session} />}
      />
    );
  }
  return null;
}

interface GoneProps {
  teamId: string;
  session?: DocumentSession;
  onLeave?: () => void;
}

function Gone({ teamId, session, onLeave }: GoneProps) {
  const hasText = session !== undefined && session.doc.getXmlFragment('default').length > 0;
  useOnLeave(() => {
    // What is not ours to see any more is not kept in this browser either.
    void session?.forget();
    onLeave?.();
  });
  return (
    <EmptyState
      hint={t(hasText ? 'collab.goneHintCopy' : 'collab.goneHint')}
      action={
        <div className="flex gap-2">
          {session && hasText && <CopyText session={session} />}
          <Button asChild>
            <Link to={paths.documents(teamId)}>{t('collab.toDocuments')}</Link>
          </Button>
        </div>
      }
    >
      {t('collab.goneTitle')}
    </EmptyState>
  );
}

/** Runs once the page has really gone, and not when development mounts it twice to see if it minds. */
function useOnLeave(run: () => void): void {
  const latest = useRef(run);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    clearTimeout(timer.current);
    return () => {
      timer.current = setTimeout(() => latest.current());
    };
  }, []);
}
