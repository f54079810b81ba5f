import { ChevronDown, ChevronUp, CircleCheck, RotateCw, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { t } from '@/i18n/t';
import { formatSize } from '@/lib/sizes';
import { IconButton } from '@/ui/icon-button';
import { ProgressBar } from '@/ui/progress-bar';
import type { Upload, UploadQueue, UploadsView } from './upload-queue';
import { useUploads } from './use-uploads';

/** What has gone well is said for this long; what has not stays until somebody has seen it. */
const LINGER_MS = 8_000;

/** Every upload of this tab, wherever in the application one is. */
export function UploadTray() {
  const { queue, view } = useUploads();
  const [folded, setFolded] = useState(false);
  const box = useRef<HTMLElement>(null);
  const allWell = view.items.length > 0 && view.items.every((item) => item.state === 'done');
  useEffect(() => {
    if (!allWell) return;
    const timer = setInterval(() => {
      // Not under somebody's pointer or focus.
      if (!box.current?.matches(':hover, :focus-within')) queue.clearSettled();
    }, LINGER_MS);
    return () => clearInterval(timer);
  }, [allWell, queue]);
  if (view.items.length === 0) return null;
  const figures = traySpeed(view);
  return (
    <section
      ref={box}
      aria-label={t('files.tray')}
      className="appear fixed right-[18px] bottom-[calc(18px+var(--dock,0px))] z-30 flex max-h-[min(420px,60dvh)] w-[330px] flex-col overflow-hidden rounded-[11px] border border-line bg-bg shadow-float max-wide:inset-x-3 max-wide:bottom-[calc(72px+var(--dock,0px)+env(safe-area-inset-bottom))] max-wide:w-auto"
    >
      <header className="flex min-h-10 items-center gap-1 pr-1.5 pl-3">
        <h2 className="min-w-0 flex-1 truncate font-current" aria-live="polite">
          {trayTitle(view)}
        </h2>
        {figures && <span className="figures shrink-0 pr-1 text-12 text-muted">{figures}</span>}
        <IconButton
          label={t(folded ? 'files.trayExpand' : 'files.trayCollapse')}
          size="small"
          aria-expanded={!folded}
          onClick={() => setFolded(!folded)}
        >
          {folded ? <ChevronUp size={16} /> : <ChevronDown size={16} />}
        </IconButton>
        {view.open === 0 && (
          <IconButton label={t('files.trayClose')} size="small" onClick={() => queue.clearSettled()}>
            <X size={16} />
          </IconButton>
        )}
      </header>
      {folded ? (
        view.open > 0 && (
          <div className="px-3 pb-2.5">
            <ProgressBar
              value={view.total > 0 ? view.sent / view.total : 0}
              label={t('files.tray')}
              state={isWaiting(view) ? 'waiting' : 'running'}
            />
          </div>
        )
      ) : (
        <ul className="min-h-0 flex-1 overflow-y-auto border-t border-line py-1.5">
          {view.items.map((item) => (
            <UploadRow key={item.id} item={item} queue={queue} />
          ))}
        </ul>
      )}
      {!folded && view.items.length > 1 && view.open > 0 && (
        <p className="figures border-t border-line px-3 py-1.5 text-12 text-muted">
          {t('files.trayTotal', { sent: formatSize(view.sent), total: formatSize(view.total) })}
        </p>
      )}
    </section>
  );
}

function UploadRow({ item, queue }: { item: Upload; queue: UploadQueue }) {
  const part = item.size > 0 ? item.sent / item.size : item.state === 'done' ? 1 : 0;
  const settled = item.state === 'done' || item.state === 'failed';
  const barState =
    item.state === 'failed'
      ? 'failed'
      : item.state === 'done'
        ? 'done'
        : item.state === 'sending'
          ? 'running'
          : 'waiting';
  return (
    <li className="px-3 py-1.5">
      <div className="flex items-center gap-1">
        {item.state === 'done' && <CircleCheck size={14} className="text-ok" aria-hidden />}
        {item.state === 'failed' && <TriangleAlert size={14} className="text-danger" aria-hidden />}
        <span className="min-w-0 flex-1 truncate text-12 font-current" title={item.name}>
          {item.name}
        </span>
        {(item.state === 'failed' || item.state === 'waiting') && (
          <IconButton
            label={t('files.uploadRetry', { name: item.name })}
            size="small"
            onClick={() => queue.retry(item.id)}
          >
            <RotateCw size={14} />
          </IconButton>
        )}
        <IconButton
          label={t(settled ? 'files.uploadRemove' : 'files.uploadCancel', { name: item.name })}
          size="small"
          onClick={() => queue.cancel(item.id)}
        >
          <X size={14} />
        </IconButton>
      </div>
      {item.state !== 'done' && (
        <ProgressBar value={part} label={t('files.trayProgress', { name: item.name })} state={barState} />
      )}
      <div className="figures mt-1 flex justify-between gap-3 text-12 text-muted">
        <span className={item.state === 'failed' ? 'text-danger' : 'min-w-0 truncate'}>
          {stateWords(item)}
        </span>
        {item.state === 'sending' && <span>{t('files.percent', { value: Math.floor(part * 100) })}</span>}
      </div>
      {item.requestId && (
        <p className="font-mono text-11 break-all text-muted select-all">{item.requestId}</p>
      )}
    </li>
  );
}

function stateWords(item: Upload): string {
  switch (item.state) {
    case 'queued':
      return t('files.uploadQueued');
    case 'sending':
      // All bytes are out, but only the server's answer means that the file is there.
      return item.sent >= item.size && item.size > 0
        ? t('files.uploadFinishing')
        : t('files.uploadProgress', { sent: formatSize(item.sent), total: formatSize(item.size) });
    case 'waiting':
      return t('files.uploadWaiting');
    case 'done':
      return t('files.uploadDone', { size: formatSize(item.size) });
    case 'failed':
      return item.reason ?? '';
  }
}

function isWaiting(view: UploadsView): boolean {
  return (
    view.items.some((item) => item.state === 'waiting') &&
    !view.items.some((item) => item.state === 'sending')
  );
}

function trayTitle(view: UploadsView): string {
  const count = (state: Upload['state']) => view.items.filter((item) => item.state === state).length;
  if (view.open > 0) {
    if (isWaiting(view)) return t('files.trayWaiting');
    const total = view.items.length - count('failed');
    return t('files.trayUploading', { done: Math.min(total, count('done') + 1), total });
  }
  const failed = count('failed');
  return failed > 0
    ? t('files.trayPartial', { count: failed })
    : t('files.trayDone', { count: count('done') });
}

function traySpeed(view: UploadsView): string {
  // With everything sent, the speed of the line says nothing about what is awaited.
  if (view.speed === null || view.open === 0 || view.sent >= view.total) return '';
  const speed = formatSize(view.speed);
  if (view.secondsLeft === null) return t('files.traySpeed', { speed });
  return t('files.traySpeedLeft', { speed, left: duration(view.secondsLeft) });
}

function duration(seconds: number): string {
  if (seconds < 60) return t('files.seconds', { value: seconds });
  if (seconds < 3600) return t('files.minutes', { value: Math.ceil(seconds / 60) });
  return t('files.hours', { value: Math.round(seconds / 360) / 10 });
}
