import { locale } from '@/i18n/locale';
import { shortAgo } from './dates';

const minute = 60_000;
const hour = 60 * minute;

/** Distance in a sentence: "now", "2 minutes ago", "3 hours ago"; from a day on as short as in lists. */
export function agoInWords(iso: string, now: Date = new Date()): string {
  const past = Math.max(0, now.getTime() - new Date(iso).getTime());
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  if (past < minute) return relative.format(0, 'second');
  if (past < hour) return relative.format(-Math.floor(past / minute), 'minute');
  if (past < 24 * hour) return relative.format(-Math.floor(past / hour), 'hour');
  return shortAgo(iso, now);
}
