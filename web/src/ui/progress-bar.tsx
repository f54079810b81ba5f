import { cn } from '@/lib/cn';

interface ProgressBarProps {
  /** 0 to 1. */
  value: number;
  label: string;
  state?: 'running' | 'waiting' | 'failed' | 'done';
}

const colours = { running: 'bg-accent', waiting: 'bg-faint', failed: 'bg-danger', done: 'bg-ok' } as const;

export function ProgressBar({ value, label, state = 'running' }: ProgressBarProps) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-[3px] w-full overflow-hidden rounded-full bg-active"
    >
      <div className={cn('h-full rounded-full', colours[state])} style={{ width: `${percent}%` }} />
    </div>
  );
}
