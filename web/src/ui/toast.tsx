import { CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { t } from '@/i18n/t';
import { Button } from './button';
import { IconButton } from './icon-button';

interface ToastOptions {
  title: string;
  detail?: string;
  kind?: 'info' | 'ok' | 'error';
  requestId?: string | null;
  /** "Undo" and the like. The toast goes when it is pressed. */
  action?: { label: string; run: () => void };
  /** How long it stays; errors stay until dismissed. */
  duration?: number;
}

interface Toast extends ToastOptions {
  id: number;
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const watchers = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const watcher of watchers) watcher();
}

/** Says that something was done, or that an action failed. Errors of forms stand in the form instead. */
export function toast(options: ToastOptions): number {
  const id = nextId++;
  set([...toasts.slice(-3), { ...options, id }]);
  start(id, options);
  return id;
}

function start(id: number, { kind, action, duration }: ToastOptions): void {
  const stay = duration ?? (kind === 'error' ? Number.POSITIVE_INFINITY : action ? 8000 : 4000);
  if (Number.isFinite(stay))
    timers.set(
      id,
      setTimeout(() => dismissToast(id), stay),
    );
}

export function dismissToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  set(toasts.filter((toast) => toast.id !== id));
}

const icons = {
  info: <Info size={16} className="mt-0.5 text-muted" aria-hidden />,
  ok: <CircleCheck size={16} className="mt-0.5 text-ok" aria-hidden />,
  error: <TriangleAlert size={16} className="mt-0.5 text-danger" aria-hidden />,
};

export function Toaster() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => toasts,
  );
  return (
    <section
      aria-label={t('ui.notifications')}
      aria-live="polite"
      className="pointer-events-none fixed bottom-4 left-4 z-50 flex w-[min(380px,calc(100vw-32px))] flex-col gap-2 max-wide:bottom-[calc(72px+env(safe-area-inset-bottom))]"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { id, title, detail, kind = 'info', requestId, action } = toast;
  // Reading takes as long as it takes: the clock stops while the pointer or the focus is on it.
  const hold = () => clearTimeout(timers.get(id));
  const go = () => timers.has(id) && start(id, toast);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handlers only pause a timer
    <div
      className="appear pointer-events-auto flex items-start gap-2.5 rounded-card border border-line bg-bg py-2.5 pr-2 pl-3.5 shadow-float"
      onPointerEnter={hold}
      onPointerLeave={go}
      onFocus={hold}
      onBlur={go}
    >
      {icons[kind]}
      <div className="min-w-0 flex-1 py-px">
        <p className="font-current break-words">{title}</p>
        {detail && <p className="mt-0.5 text-12 text-muted">{detail}</p>}
        {requestId && (
          <p className="figures mt-1 font-mono text-11 break-all text-muted">
            {t('ui.requestId', { id: requestId })}
          </p>
        )}
      </div>
      {action && (
        <Button
          className="-my-0.5"
          onClick={() => {
            dismissToast(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={t('ui.dismiss')} size="small" onClick={() => dismissToast(id)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
