import { onSignedOut } from '@/api/session';
import type { StudioDocument } from '@/api/types';

/** What was last known of a document, beside its text in IndexedDB, so that both open without the network. */
const PREFIX = 'flux-doc:';

const keyOf = (userId: string, documentId: string) => `${PREFIX}${userId}:${documentId}`;

export function rememberDocument(userId: string, document: StudioDocument): void {
  try {
    localStorage.setItem(keyOf(userId, document.id), JSON.stringify(document));
  } catch {
    // Storage may be full or blocked; the document then opens only with the network.
  }
}

export function recallDocument(userId: string, documentId: string): StudioDocument | null {
  try {
    const text = localStorage.getItem(keyOf(userId, documentId));
    return text ? (JSON.parse(text) as StudioDocument) : null;
  } catch {
    return null;
  }
}

export function forgetDocument(userId: string, documentId: string): void {
  try {
    localStorage.removeItem(keyOf(userId, documentId));
  } catch {
    // Nothing was kept, then.
  }
}

/** Who leaves on purpose leaves no texts behind in this browser. */
async function forgetAll(): Promise<void> {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith(PREFIX)) indexedDB.deleteDatabase(name);
  }
}

onSignedOut((reason) => {
  if (reason === 'signed-out') forgetAll().catch(() => {});
});
