import type { TokenAnswer, User } from './types';

/**
 * Who is signed in, in this tab. The access token lives in memory only; the refresh token is a cookie that
 * script can't read. Tabs share a fresh access token over a BroadcastChannel, so that one refresh serves all.
 */
interface Held {
  token: string;
  expiresAt: number;
  user: User;
}

export type SignedOutReason = 'ended' | 'signed-out';

type Shared = { kind: 'token'; held: Held } | { kind: 'signed-out'; reason: SignedOutReason };

let held: Held | null = null;
const signedOutListeners = new Set<(reason: SignedOutReason) => void>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('flux-session');

channel?.addEventListener('message', (event: MessageEvent<Shared>) => {
  if (event.data.kind === 'signed-out') drop(event.data.reason);
  // A tab where nobody is signed in stays so until it asks; one that is signed in takes the newer token.
  else if (held && held.user.id === event.data.held.user.id) held = event.data.held;
});

export function accessToken(): string | null {
  return held?.token ?? null;
}

export function currentUser(): User | null {
  return held?.user ?? null;
}

/** True when the token is about to end; asking for a new one first saves a refused request. */
export function needsRefresh(now: number = Date.now()): boolean {
  return held === null || held.expiresAt - now < 20_000;
}

export function hold(answer: TokenAnswer): void {
  held = {
    token: answer.accessToken,
    expiresAt: Date.now() + answer.expiresIn * 1000,
    user: answer.user,
  };
  channel?.postMessage({ kind: 'token', held } satisfies Shared);
}

/** Ends the session in this tab and in the others; the server has been told, or was the one who told us. */
export function signedOut(reason: SignedOutReason): void {
  channel?.postMessage({ kind: 'signed-out', reason } satisfies Shared);
  drop(reason);
}

function drop(reason: SignedOutReason): void {
  const was = held;
  held = null;
  if (was) for (const listener of signedOutListeners) listener(reason);
}

export function onSignedOut(listener: (reason: SignedOutReason) => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}
