import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve, tokenAnswer } from '@/test-render';

/** The session lives in a module, so each test gets a tab of its own. */
async function tab() {
  vi.resetModules();
  const { api, refresh } = await import('./client');
  const session = await import('./session');
  const errors = await import('./errors');
  return { api, refresh, ...session, ...errors };
}

const realFetch = globalThis.fetch;
beforeEach(() => void vi.useRealTimers());
afterEach(() => {
  globalThis.fetch = realFetch;
});

describe('a request', () => {
  it('carries the token, and asks for the browser’s way of keeping the session', async () => {
    const { api, hold } = await tab();
    hold(tokenAnswer('one'));
    const asked = serve({ 'GET /api/teams': { json: { items: [] } } });
    await api.get('/teams');
    expect(asked[0]?.headers.get('Authorization')).toBe('Bearer one');
    expect(asked[0]?.headers.get('Flux-Session')).toBe('cookie');
  });

  it('gets a new token once when the old one is refused, for all who wait', async () => {
    const { api, hold } = await tab();
    hold(tokenAnswer('old'));
    let fresh = false;
    const asked = serve({
      'GET /api/teams': () => (fresh ? { json: 'ok' } : { status: 401, json: { code: 'token_expired' } }),
      'POST /api/auth/refresh': () => {
        fresh = true;
        return { json: tokenAnswer('new') };
      },
    });
    await expect(Promise.all([api.get('/teams'), api.get('/teams'), api.get('/teams')])).resolves.toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    expect(asked.filter(({ call }) => call === 'POST /api/auth/refresh')).toHaveLength(1);
    expect(asked.at(-1)?.headers.get('Authorization')).toBe('Bearer new');
  });

  it('refreshes before asking when the token is about to end', async () => {
    const { api, hold } = await tab();
    hold({ ...tokenAnswer('ending'), expiresIn: 5 });
    const asked = serve({
      'POST /api/auth/refresh': { json: tokenAnswer('new') },
      'GET /api/teams': { json: 'ok' },
    });
    await api.get('/teams');
    expect(asked.map(({ call }) => call)).toEqual(['POST /api/auth/refresh', 'GET /api/teams']);
  });

  it('signs out when the session is over, and says so once', async () => {
    const { api, hold, onSignedOut, accessToken } = await tab();
    hold(tokenAnswer('old'));
    const heard = vi.fn();
    onSignedOut(heard);
    serve({
      'GET /api/teams': { status: 401, json: { code: 'unauthenticated' } },
      'POST /api/auth/refresh': { status: 401, json: { code: 'unauthenticated' } },
    });
    await expect(api.get('/teams')).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(heard.mock.calls).toEqual([['ended']]);
    expect(accessToken()).toBeNull();
  });

  it('does not sign out because the server was away while refreshing', async () => {
    const { api, hold, onSignedOut } = await tab();
    hold({ ...tokenAnswer('ending'), expiresIn: 5 });
    const heard = vi.fn();
    onSignedOut(heard);
    serve({ 'POST /api/auth/refresh': { status: 503, json: { code: 'unavailable' } } });
    await expect(api.get('/teams')).rejects.toMatchObject({ code: 'unavailable' });
    expect(heard).not.toHaveBeenCalled();
  });

  it('without an answer is a problem of the network', async () => {
    const { api, hold, NetworkProblem, errorWords } = await tab();
    hold(tokenAnswer('one'));
    globalThis.fetch = () => Promise.reject(new TypeError('failed'));
    const error = await api.get('/teams').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NetworkProblem);
    expect(errorWords(error).detail).toContain('Nothing on the server has changed');
  });

  it('keeps the request id of a refusal, also of one that is no problem document', async () => {
    const { api, hold, errorWords } = await tab();
    hold(tokenAnswer('one'));
    globalThis.fetch = async () =>
      new Response('<html>', { status: 502, headers: { 'X-Request-Id': 'r-7' } });
    const error = await api.get('/teams').catch((reason: unknown) => reason);
    expect(errorWords(error)).toMatchObject({ title: 'The server is restarting', requestId: 'r-7' });
  });
});

describe('a second tab', () => {
  it('takes the token that the first one got', async () => {
    const first = await tab();
    const second = await tab();
    first.hold(tokenAnswer('one'));
    second.hold(tokenAnswer('one'));
    first.hold(tokenAnswer('two'));
    await vi.waitFor(() => expect(second.accessToken()).toBe('two'));
  });

  it('is signed out with the first', async () => {
    const first = await tab();
    const second = await tab();
    first.hold(tokenAnswer('one'));
    second.hold(tokenAnswer('one'));
    const heard = vi.fn();
    second.onSignedOut(heard);
    first.signedOut('signed-out');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith('signed-out'));
  });
});
