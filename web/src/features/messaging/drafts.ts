import { onSignedOut } from '@/api/session';

/** What was written and not sent, by channel; it outlives a reload, not the session. */
const PREFIX = 'flux-draft:';

export function readDraft(channelId: string): string {
  try {
    return sessionStorage.getItem(PREFIX + channelId) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(channelId: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(PREFIX + channelId);
    else sessionStorage.setItem(PREFIX + channelId, text);
  } catch {
    // Storage may be full or blocked; the text is still in the field.
  }
}

onSignedOut((reason) => {
  if (reason !== 'signed-out') return;
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept, then.
  }
});
