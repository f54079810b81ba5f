import { describe, expect, it } from 'vitest';
import { ApiProblem, NetworkProblem } from '@/api/errors';
import { outcomeOf } from './uploading';

describe('what becomes of an upload that failed', () => {
  it('goes again by itself when only the network or the moment was wrong', () => {
    expect(outcomeOf(new NetworkProblem('offline'))).toEqual({ kind: 'later' });
    expect(outcomeOf(new ApiProblem({ status: 503, code: 'unavailable' }))).toEqual({ kind: 'later' });
    expect(outcomeOf(new ApiProblem({ status: 429, code: 'rate_limited' }, 7))).toEqual({
      kind: 'later',
      afterMs: 7000,
    });
    expect(outcomeOf(new ApiProblem({ status: 401, code: 'token_expired' }))).toEqual({ kind: 'later' });
    expect(outcomeOf(new ApiProblem({ status: 409, code: 'conflict' }, 1))).toEqual({
      kind: 'later',
      afterMs: 1000,
    });
  });

  it('waits for its person when the server said no, with the reason and the request id', () => {
    const tooLarge = new ApiProblem({ status: 413, code: 'payload_too_large', requestId: 'r1' });
    expect(outcomeOf(tooLarge)).toMatchObject({ kind: 'refused', requestId: 'r1' });
    expect(outcomeOf(new ApiProblem({ status: 507, code: 'storage_full' })).kind).toBe('refused');
    expect(outcomeOf(new ApiProblem({ status: 403, code: 'forbidden' })).kind).toBe('refused');
  });
});
