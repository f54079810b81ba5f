import { useQuery } from '@tanstack/react-query';
import { Laptop, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { errorWords } from '@/api/errors';
import type { Session } from '@/api/types';
import { t } from '@/i18n/t';
import { agoInWords } from '@/lib/ago';
import { fullTime } from '@/lib/dates';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Page, PageBar, PageBody } from '@/ui/page';
import { Row } from '@/ui/row';
import { SkeletonRows } from '@/ui/skeleton';
import { ErrorState } from '@/ui/states';
import { toast } from '@/ui/toast';
import { sessionsQuery, useEndSession, useSignOutEverywhere } from './queries';

export function SessionsPage() {
  const sessions = useQuery(sessionsQuery());
  const [asking, setAsking] = useState(false);
  const count = sessions.data?.length;
  return (
    <Page>
      <PageBar
        title={t('accounts.sessions')}
        detail={count ? t('accounts.sessionsDetail', { count }) : null}
        actions={
          <Button kind="danger" onClick={() => setAsking(true)}>
            {t('accounts.endAll')}
          </Button>
        }
      />
      <PageBody>
        <div className="mx-auto w-full max-w-[760px] px-5 py-6 max-wide:px-0">
          <div className="pb-4 max-wide:px-4">
            <h2 className="serif text-32 leading-tight">{t('accounts.sessionsTitle')}</h2>
            <p className="mt-2 text-muted">{t('accounts.sessionsText')}</p>
          </div>
          {sessions.isPending ? (
            <SkeletonRows count={3} />
          ) : sessions.isError ? (
            <ErrorState
              {...errorWords(sessions.error)}
              size="inline"
              onRetry={() => void sessions.refetch()}
            />
          ) : (
            <ul className="border-t border-line">
              {sessions.data.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
          )}
          {count === 1 && <p className="py-4 text-muted max-wide:px-4">{t('accounts.sessionsOnlyThis')}</p>}
        </div>
      </PageBody>
      <EndAllDialog open={asking} onOpenChange={setAsking} />
    </Page>
  );
}

function SessionRow({ session }: { session: Session }) {
  const end = useEndSession();
  const phone = /iphone|ipad|android|phone|mobile/i.test(session.device);
  const Icon = phone ? Smartphone : Laptop;
  const run = () =>
    end.mutate(session, {
      onSuccess: () =>
        toast({ kind: 'ok', title: t('accounts.sessionEndedToast', { device: session.device }) }),
      onError: (error) => toast({ kind: 'error', ...errorWords(error) }),
    });
  return (
    <li>
      <Row
        lead={<Icon size={18} className="text-muted" aria-hidden />}
        className="px-0! max-wide:px-4! [&_.truncate]:whitespace-normal"
        title={session.device}
        detail={
          <span title={fullTime(session.lastSeenAt)}>
            {session.current
              ? null
              : `${t('accounts.sessionActive', { ago: agoInWords(session.lastSeenAt) })} · `}
            {session.network
              ? t('accounts.sessionSince', { ago: agoInWords(session.createdAt), network: session.network })
              : t('accounts.sessionSinceOnly', { ago: agoInWords(session.createdAt) })}
          </span>
        }
        end={
          session.current ? (
            <Badge>{t('accounts.thisDevice')}</Badge>
          ) : (
            <Button
              busy={end.isPending}
              aria-label={t('accounts.endSessionOf', { device: session.device })}
              onClick={run}
            >
              {t('accounts.endSession')}
            </Button>
          )
        }
      />
    </li>
  );
}

function EndAllDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const endAll = useSignOutEverywhere();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('accounts.endAllTitle')}
      description={t('accounts.endAllText')}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('accounts.cancel')}</Button>
          <Button
            kind="danger"
            busy={endAll.isPending}
            onClick={() =>
              endAll.mutate(undefined, { onError: (error) => toast({ kind: 'error', ...errorWords(error) }) })
            }
          >
            {t('accounts.endAll')}
          </Button>
        </>
      }
    />
  );
}
