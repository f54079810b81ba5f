import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function daysBetween(earlier: Date, later: Date): number {
  // Rounded, since a day with a clock change has 23 or 25 hours.
  return Math.round((startOfDay(later) - startOfDay(earlier)) / day);
}

/** Short and honest distance: "now", "2 min", "3 h", "yesterday", "Mon", "12 Nov", "12 Nov 2025". */
export function shortAgo(iso: string, now: Date = new Date()): string {
  const then = new Date(iso);
  const past = now.getTime() - then.getTime();
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  if (past < minute) return relative.format(0, 'second');
  if (past < hour) return t('ui.minutesShort', { count: Math.floor(past / minute) });
  const days = daysBetween(then, now);
  if (days === 0) return t('ui.hoursShort', { count: Math.floor(past / hour) });
  if (days === 1) return relative.format(-1, 'day');
  if (days < 7) return new Intl.DateTimeFormat(locale(), { weekday: 'short' }).format(then);
  return shortDate(then, now);
}

function shortDate(date: Date, now: Date): string {
  const year = date.getFullYear() === now.getFullYear() ? undefined : ('numeric' as const);
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year }).format(date);
}

/** "09:41" in the reader's own time zone and habit. */
export function clock(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

/** The line between days in a conversation: "Today", "Yesterday", "Monday", "12 November". */
export function dayLabel(iso: string, now: Date = new Date()): string {
  const then = new Date(iso);
  const days = daysBetween(then, now);
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  if (days === 0 || days === 1) return capital(relative.format(-days, 'day'));
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(locale(), { weekday: 'long' }).format(then);
  const year = then.getFullYear() === now.getFullYear() ? undefined : ('numeric' as const);
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year }).format(then);
}

/** The whole truth, for titles and `<time>`: "Tuesday, 24 November 2026 at 09:41". */
export function fullTime(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeStyle: 'short' }).format(new Date(iso));
}

/** Distance to a moment to come: "in 3 days", "in 2 hours". */
export function untilTime(iso: string, now: Date = new Date()): string {
  const ahead = new Date(iso).getTime() - now.getTime();
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'always' });
  if (ahead >= day) return relative.format(Math.round(ahead / day), 'day');
  if (ahead >= hour) return relative.format(Math.round(ahead / hour), 'hour');
  return relative.format(Math.max(1, Math.round(ahead / minute)), 'minute');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
