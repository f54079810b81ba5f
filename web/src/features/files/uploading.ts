import type { QueryClient } from '@tanstack/react-query';
import { apiUrl, refresh } from '@/api/client';
import { ApiProblem, errorWords, NetworkProblem } from '@/api/errors';
import { accessToken, needsRefresh, onSignedOut } from '@/api/session';
import type { Problem, StoredFile } from '@/api/types';
import { newUuid } from '@/lib/uuid';
import { addFile } from './queries';
import { type Upload, type UploadOutcome, UploadQueue } from './upload-queue';

let queue: UploadQueue | null = null;

/** The one queue of this tab. */
export function openUploads(queries: QueryClient): UploadQueue {
  if (queue) return queue;
  const made = new UploadQueue({
    send,
    onDone: (file) => addFile(queries, file),
    now: () => performance.now(),
    newId: () => newUuid(),
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  window.addEventListener('online', () => made.wakeAll());
  window.addEventListener('offline', () => made.networkLost());
  // Closing the tab would lose what is under way: the browser asks, in its own words.
  window.addEventListener('beforeunload', (event) => {
    if (made.getView().open > 0) event.preventDefault();
  });
  onSignedOut(() => made.cancelAll());
  queue = made;
  return made;
}

type Hooks = { signal: AbortSignal; onProgress: (sent: number) => void };

async function send(upload: Upload, body: File, hooks: Hooks): Promise<UploadOutcome> {
  try {
    if (needsRefresh()) await refresh();
    return { kind: 'done', file: await post(upload, body, hooks) };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** XMLHttpRequest, since fetch still does not tell how much of a body has gone out. */
function post(upload: Upload, body: File, { signal, onProgress }: Hooks): Promise<StoredFile> {
  const form = new FormData();
  form.append('teamId', upload.teamId);
  form.append('file', body, upload.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiUrl('/files'));
    request.responseType = 'json';
    request.setRequestHeader('Accept', 'application/json');
    // The same key for every try: a file whose answer was lost is not stored twice.
    request.setRequestHeader('Idempotency-Key', upload.id);
    const token = accessToken();
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => reject(new NetworkProblem('no answer'));
    request.onabort = () => reject(new NetworkProblem('cancelled'));
    request.onload = () => {
      if (request.status === 201 || request.status === 200) resolve(request.response as StoredFile);
      else reject(problemOf(request));
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

function problemOf(request: XMLHttpRequest): ApiProblem {
  const problem = (request.response ?? {}) as Partial<Problem>;
  const requestId = problem.requestId ?? request.getResponseHeader('X-Request-Id');
  return new ApiProblem(
    { ...problem, status: request.status, ...(requestId ? { requestId } : {}) },
    Number(request.getResponseHeader('Retry-After')) || null,
  );
}

export function outcomeOf(error: unknown): UploadOutcome {
  if (error instanceof NetworkProblem) return { kind: 'later' };
  if (error instanceof ApiProblem && mayHealItself(error)) {
    return error.retryAfter === null
      ? { kind: 'later' }
      : { kind: 'later', afterMs: error.retryAfter * 1000 };
  }
  const { title, requestId } = errorWords(error);
  return requestId ? { kind: 'refused', reason: title, requestId } : { kind: 'refused', reason: title };
}

function mayHealItself(error: ApiProblem): boolean {
  if (error.code === 'storage_full') return false;
  // An expired token is refreshed before the next try. The server may still be busy with a try that we took for lost:
  // it says so by a conflict that ends by itself.
  return (
    (error.code === 'conflict' && error.retryAfter !== null) ||
    error.status === 429 ||
    error.status === 503 ||
    error.status === 502 ||
    error.code === 'token_expired'
  );
}
