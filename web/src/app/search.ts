/** What each page takes from the query of its address. Anything else there is dropped. */
type Raw = Record<string, unknown>;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export interface EntrySearchValues {
  reason?: 'ended' | 'signed-out';
  next?: string;
}

export function entrySearch(raw: Raw): EntrySearchValues {
  const reason = raw['reason'];
  const next = text(raw['next']);
  return {
    ...(reason === 'ended' || reason === 'signed-out' ? { reason } : {}),
    ...(next ? { next } : {}),
  };
}

export function welcomeSearch(raw: Raw): { setup?: string } {
  // A token of digits only arrives as a number.
  const setup = text(raw['setup']) ?? (typeof raw['setup'] === 'number' ? String(raw['setup']) : undefined);
  return setup ? { setup } : {};
}

export function filesSearch(raw: Raw): { file?: string } {
  const file = text(raw['file']);
  return file ? { file } : {};
}

export function membersSearch(raw: Raw): { invite?: true } {
  return raw['invite'] ? { invite: true } : {};
}
