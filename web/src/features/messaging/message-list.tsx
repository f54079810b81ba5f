import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  type RefObject,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { errorWords } from '@/api/errors';
import { t } from '@/i18n/t';
import { dayLabel } from '@/lib/dates';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { ErrorState } from '@/ui/states';
import { DayLine, MessageRow, NewLine, PendingRow } from './message-row';
import type { Row } from './rows';

export interface MessageListHandle {
  scrollToNewest: () => void;
}

interface MessageListProps {
  handle: RefObject<MessageListHandle | null>;
  channelName: string;
  rows: readonly Row[];
  older: { available: boolean; loading: boolean; error: unknown; load: () => Promise<void> };
  /** Unread messages that are further up than what is loaded. */
  unreadAbove: number;
  /** Unread messages below, while one reads further up. */
  unreadBelow: number;
  onAtEnd: (atEnd: boolean) => void;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

/** This close to the end counts as the end: a person reads the last line without scrolling to the last pixel. */
const END = 48;

export function MessageList(props: MessageListProps) {
  const { handle, channelName, rows, older, unreadAbove, unreadBelow, onAtEnd, onRetry, onDiscard } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [seeking, setSeeking] = useState(false);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: (index) => estimate(rows[index]),
    overscan: 12,
    paddingEnd: 16,
    // Older pages come in above without moving what is read; new messages are followed only by who is at the end.
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END,
    onChange: (instance) => report(instance.isAtEnd(END)),
  });

  const report = useEffectEvent((now: boolean) => {
    if (now === atEnd) return;
    setAtEnd(now);
    onAtEnd(now);
  });

  useImperativeHandle(handle, () => ({ scrollToNewest: () => virtual.scrollToEnd() }), [virtual]);

  const newIndex = rows.findIndex((row) => row.kind === 'new');
  const start = useEffectEvent(() => {
    if (newIndex >= 0) virtual.scrollToIndex(newIndex, { align: 'start' });
    else virtual.scrollToEnd();
  });
  useLayoutEffect(() => start(), []);

  const items = virtual.getVirtualItems();
  const nearTop = (items[0]?.index ?? 0) <= 4;
  const { available, loading, error, load } = older;
  useEffect(() => {
    // After a failure the person decides when to try again.
    if (nearTop && available && !loading && !error) void load();
  }, [nearTop, available, loading, error, load]);

  // "Go to the first" loads page after page until the first unread message is here.
  const found = unreadAbove === 0;
  const arrive = useEffectEvent(() => {
    setSeeking(false);
    if (newIndex >= 0) virtual.scrollToIndex(newIndex, { align: 'start' });
  });
  useEffect(() => {
    if (!seeking) return;
    if (found || !available || error) arrive();
    else if (!loading) void load();
  }, [seeking, found, available, loading, error, load]);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {loading && (
        <div className="absolute inset-x-0 top-2 z-10 grid place-items-center text-muted">
          <Spinner label={t('messaging.olderLoading')} />
        </div>
      )}
      {Boolean(error) && (
        <div className="border-b border-line">
          <ErrorState
            size="inline"
            title={t('messaging.olderFailed')}
            detail={errorWords(error).detail}
            requestId={errorWords(error).requestId}
            onRetry={() => void load()}
          />
        </div>
      )}
      {unreadAbove > 0 && (
        <Floating at="top">
          <Button
            icon={<ArrowUp size={14} />}
            busy={seeking}
            className="rounded-full! shadow-float"
            onClick={() => setSeeking(true)}
          >
            <span className="figures">{t('messaging.unreadAbove', { count: unreadAbove })}</span>
            <span className="text-accent">{t('messaging.goToFirst')}</span>
          </Button>
        </Floating>
      )}
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t('messaging.conversation', { name: channelName })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div className="flex min-h-full flex-col justify-end">
          <div className="relative w-full shrink-0" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              return (
                <div
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className="absolute inset-x-0 top-0 flow-root"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <RowView row={row} channelName={channelName} onRetry={onRetry} onDiscard={onDiscard} />
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {!atEnd && (
        <Floating at="bottom">
          <Button
            icon={<ArrowDown size={14} />}
            className="rounded-full! shadow-float"
            onClick={() => virtual.scrollToEnd()}
          >
            {unreadBelow > 0 ? (
              <span className="figures text-accent">{t('messaging.newBelow', { count: unreadBelow })}</span>
            ) : (
              t('messaging.newest')
            )}
          </Button>
        </Floating>
      )}
    </div>
  );
}

interface RowViewProps {
  row: Row;
  channelName: string;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

function RowView({ row, channelName, onRetry, onDiscard }: RowViewProps) {
  switch (row.kind) {
    case 'beginning':
      return (
        <p className="serif px-[18px] pt-10 pb-2 text-32 leading-[1.15] max-wide:px-3.5">
          {t('messaging.beginning', { name: channelName })}
        </p>
      );
    case 'day':
      return <DayLine label={dayLabel(row.iso)} />;
    case 'new':
      return <NewLine />;
    case 'message':
      return <MessageRow message={row.message} opensGroup={row.opensGroup} />;
    case 'pending':
      return (
        <PendingRow
          pending={row.pending}
          author={row.author}
          opensGroup={row.opensGroup}
          onRetry={() => onRetry(row.pending.clientId)}
          onDiscard={() => onDiscard(row.pending.clientId)}
        />
      );
  }
}

function Floating({ at, children }: { at: 'top' | 'bottom'; children: React.ReactNode }) {
  return (
    <div
      className={`pointer-events-none absolute inset-x-0 z-10 flex justify-center *:pointer-events-auto ${at === 'top' ? 'top-3' : 'bottom-3'}`}
    >
      {children}
    </div>
  );
}

/** A first guess; each row is measured once it is drawn. */
function estimate(row: Row | undefined): number {
  switch (row?.kind) {
    case 'beginning':
      return 90;
    case 'day':
      return 42;
    case 'new':
      return 36;
    default: {
      const text = row?.kind === 'message' ? row.message.text : (row?.pending.text ?? '');
      const lines = Math.ceil(text.length / 85) + text.split('\n').length - 1;
      return (row?.opensGroup ? 36 : 2) + 20 * Math.max(1, lines);
    }
  }
}
