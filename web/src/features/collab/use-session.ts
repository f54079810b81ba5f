import { useEffect, useState, useSyncExternalStore } from 'react';
import type { SaveState } from './ack';
import { DocumentSession, type SessionView } from './session';

/** The session of the document on the screen; null for the moment before it is open. */
export function useDocumentSession(
  documentId: string,
  userId: string,
  readOnly: boolean,
): DocumentSession | null {
  const [session, setSession] = useState<DocumentSession | null>(null);
  useEffect(() => {
    const opened = new DocumentSession({ documentId, userId, readOnly });
    setSession(opened);
    return () => {
      setSession(null);
      opened.destroy();
    };
  }, [documentId, userId, readOnly]);
  return session;
}

export function useSessionView(session: DocumentSession): SessionView {
  return useSyncExternalStore(session.subscribe, session.getView);
}

export function useSaveState(session: DocumentSession): SaveState {
  return useSyncExternalStore(session.acks.subscribe, session.acks.getState);
}
