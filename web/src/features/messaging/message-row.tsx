import { Clock, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Message, Person } from '@/api/types';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { clock, fullTime } from '@/lib/dates';
import { trustedHtml } from '@/lib/trusted-html';
import { Avatar } from '@/ui/avatar';
import type { PendingMessage } from './outbox';
import './message.css';

interface FrameProps {
  author: Person;
  at: string;
  opensGroup: boolean;
  faded?: boolean;
  children: ReactNode;
}

/** One person's words. The first of a group carries face, name and time; the others show the time on hover. */
function Frame({ author, at, opensGroup, faded = false, children }: FrameProps) {
  return (
    <article
      aria-label={opensGroup ? undefined : author.name}
      className={cn(
        'group/message grid grid-cols-[32px_minmax(0,1fr)] gap-x-3 rounded-row px-[18px] py-px hover:bg-sunken max-wide:px-3.5',
        opensGroup ? 'mt-2.5 pt-1' : '',
      )}
    >
      {opensGroup ? (
        <Avatar name={author.name} hue={author.hue} size={32} decorative className="mt-0.5" />
      ) : (
        <time
          dateTime={at}
          title={fullTime(at)}
          className="figures pt-[3px] text-right text-[10.5px] whitespace-nowrap text-muted opacity-0 group-hover/message:opacity-100"
        >
          {clock(at)}
        </time>
      )}
      <div className="min-w-0">
        {opensGroup && (
          <p className="flex items-baseline gap-2">
            <span className="truncate font-title">{author.name}</span>
            <time dateTime={at} title={fullTime(at)} className="figures shrink-0 text-12 text-muted">
              {clock(at)}
            </time>
          </p>
        )}
        <div className={cn(faded && 'text-muted')}>{children}</div>
      </div>
    </article>
  );
}

export function MessageRow({ message, opensGroup }: { message: Message; opensGroup: boolean }) {
  return (
    <Frame author={message.author} at={message.createdAt} opensGroup={opensGroup}>
      <div
        className="message-body"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by the server, and again by the one policy here
        dangerouslySetInnerHTML={{ __html: trustedHtml(message.html) }}
      />
    </Frame>
  );
}

interface PendingRowProps {
  pending: PendingMessage;
  author: Person;
  opensGroup: boolean;
  onRetry: () => void;
  onDiscard: () => void;
}

export function PendingRow({ pending, author, opensGroup, onRetry, onDiscard }: PendingRowProps) {
  return (
    <Frame author={author} at={pending.createdAt} opensGroup={opensGroup} faded={pending.state !== 'failed'}>
      <p className="message-body whitespace-pre-wrap">{pending.text}</p>
      {pending.state === 'sending' && (
        <p className="sending-note flex items-center gap-1.5 text-12 text-muted">
          <Clock size={12} aria-hidden /> {t('messaging.sending')}
        </p>
      )}
      {pending.state === 'waiting' && (
        <p className="flex flex-wrap items-center gap-x-2 text-12 text-muted" role="status">
          <Clock size={12} aria-hidden /> {t('messaging.waiting')}
          <Act onClick={onRetry}>{t('messaging.tryNow')}</Act>
        </p>
      )}
      {pending.state === 'failed' && (
        <div className="text-12" role="alert">
          <p className="flex flex-wrap items-center gap-x-2 text-danger">
            <TriangleAlert size={12} aria-hidden />
            {t('messaging.failed', { reason: pending.reason ?? '' })}
            <Act onClick={onRetry}>{t('messaging.tryAgain')}</Act>
            <Act onClick={onDiscard}>{t('messaging.discard')}</Act>
          </p>
          {pending.requestId && (
            <p className="font-mono text-11 break-all text-muted select-all">{pending.requestId}</p>
          )}
        </div>
      )}
    </Frame>
  );
}

function Act({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className="rounded-[3px] font-current text-accent hover:underline max-wide:py-1"
      onClick={onClick}
    >
      {children}
    </button>
  );
}

export function DayLine({ label }: { label: string }) {
  return (
    <div className="flex items-center gap-4 px-[18px] pt-5 pb-1.5 text-11 text-muted max-wide:px-3.5">
      <span className="h-px flex-1 bg-line" />
      <h2 className="font-current">{label}</h2>
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

export function NewLine() {
  return (
    <div className="flex items-center gap-4 px-[18px] pt-4 pb-1 text-11 text-accent max-wide:px-3.5">
      <span className="h-px flex-1 bg-accent/45" />
      <span className="font-title">{t('messaging.new')}</span>
      <span className="h-px flex-1 bg-accent/45" />
    </div>
  );
}
