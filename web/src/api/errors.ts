import { t } from '@/i18n/t';
import type { FieldProblem, Problem } from './types';

/** The server's answer when it refuses: `code` is stable and decides what we say, `requestId` finds the log line. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: readonly FieldProblem[];
  readonly retryAfter: number | null;

  constructor(problem: Partial<Problem> & { status: number }, retryAfter: number | null = null) {
    super(problem.detail || problem.title || problem.code || String(problem.status));
    this.status = problem.status;
    this.code = problem.code ?? 'internal';
    this.requestId = problem.requestId ?? null;
    this.fields = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }

  field(name: string): string | undefined {
    return this.fields.find((problem) => problem.field === name)?.message;
  }
}

/** No answer at all: offline, the server is down, or the connection broke. */
export class NetworkProblem extends Error {
  override readonly name = 'NetworkProblem';
}

export interface ErrorWords {
  title: string;
  detail: string;
  requestId: string | null;
}

export function hasCode(error: unknown, code: string): error is ApiProblem {
  return error instanceof ApiProblem && error.code === code;
}

/** Any error as plain words: what happened, what is safe, what to do, and the request id if there is one. */
export function errorWords(error: unknown): ErrorWords {
  if (error instanceof NetworkProblem) {
    return { title: t('errors.networkTitle'), detail: t('errors.networkDetail'), requestId: null };
  }
  if (error instanceof ApiProblem) return { ...wordsFor(error), requestId: error.requestId };
  return { title: t('errors.genericTitle'), detail: t('errors.genericDetail'), requestId: null };
}

function wordsFor(error: ApiProblem): { title: string; detail: string } {
  switch (error.code) {
    case 'unauthenticated':
    case 'token_expired':
      return { title: t('errors.signedOutTitle'), detail: t('errors.signedOutDetail') };
    case 'forbidden':
    case 'csrf_rejected':
      return { title: t('errors.forbiddenTitle'), detail: t('errors.forbiddenDetail') };
    case 'not_found':
      return { title: t('errors.notFoundTitle'), detail: t('errors.notFoundDetail') };
    case 'gone':
    case 'invitation_invalid':
      return { title: t('errors.goneTitle'), detail: t('errors.goneDetail') };
    case 'conflict':
    case 'idempotency_conflict':
      return { title: t('errors.conflictTitle'), detail: t('errors.conflictDetail') };
    case 'name_taken':
      return { title: t('errors.nameTakenTitle'), detail: t('errors.nameTakenDetail') };
    case 'last_owner':
      return { title: t('errors.lastOwnerTitle'), detail: t('errors.lastOwnerDetail') };
    case 'invalid_input':
      return {
        title: t('errors.invalidTitle'),
        detail: error.fields[0]?.message ?? t('errors.invalidDetail'),
      };
    case 'payload_too_large':
      return { title: t('errors.tooLargeTitle'), detail: t('errors.tooLargeDetail') };
    case 'rate_limited':
      return { title: t('errors.rateLimitedTitle'), detail: t('errors.rateLimitedDetail') };
    case 'unavailable':
      return { title: t('errors.unavailableTitle'), detail: t('errors.unavailableDetail') };
    case 'storage_full':
      return { title: t('errors.storageFullTitle'), detail: t('errors.storageFullDetail') };
    case 'internal':
      return { title: t('errors.internalTitle'), detail: t('errors.internalDetail') };
    default:
      return { title: t('errors.genericTitle'), detail: t('errors.genericDetail') };
  }
}
