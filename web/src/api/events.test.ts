import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve, tokenAnswer } from '@/test-render';
import { backoff, connectEvents, dispatchEvent, onEvent } from './events';
import { hold, onSignedOut } from './session';

class FakeSocket {
  static all: FakeSocket[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: URL) {
    FakeSocket.all.push(this);
  }
  close() {}
  say(data: unknown) {
    this.onmessage?.({ data: JSON.stringify(data) });
  }
}

const real = { WebSocket: globalThis.WebSocket, fetch: globalThis.fetch };
const queries = new QueryClient();
let disconnect = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  globalThis.WebSocket = FakeSocket as never;
  hold(tokenAnswer('one'));
  serve({ 'POST /api/realtime/ticket': { json: { ticket: 'a/b', expiresIn: 30 } } });
});
afterEach(() => {
  disconnect();
  vi.useRealTimers();
  Object.assign(globalThis, real);
});

async function connect(): Promise<FakeSocket> {
  disconnect = connectEvents(queries);
  await vi.advanceTimersByTimeAsync(0);
  const [socket] = FakeSocket.all;
  if (!socket) throw new Error('no socket was opened');
  return socket;
}

describe('the realtime socket', () => {
  it('opens with a ticket and hands events to who asked for them', async () => {
    const heard = vi.fn();
    const stop = onEvent('team.updated', heard);
    const socket = await connect();
    expect(socket.url.href).toMatch(/^ws:.*\/api\/realtime\?ticket=a%2Fb$/);
    socket.say({ type: 'team.updated', teamId: 't1', name: 'New' });
    expect(heard).toHaveBeenCalledWith({ teamId: 't1', name: 'New' }, queries);
    stop();
    socket.say({ type: 'team.updated', teamId: 't1', name: 'Newer' });
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('leaves alone what it does not know', () => {
    expect(() => dispatchEvent({ type: 'from.the.future' }, queries)).not.toThrow();
    expect(() => dispatchEvent('words', queries)).not.toThrow();
    expect(() => dispatchEvent(null, queries)).not.toThrow();
  });

  it('signs out at once when the server says that the session is over', async () => {
    const heard = vi.fn();
    const stop = onSignedOut(heard);
    const socket = await connect();
    socket.onclose?.({ code: 4401 });
    expect(heard).toHaveBeenCalledWith('ended');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    stop();
  });

  it('comes back after a break, and then asks for everything again', async () => {
    const invalidate = vi.spyOn(queries, 'invalidateQueries').mockResolvedValue();
    const socket = await connect();
    socket.say({ type: 'hello', userId: 'u1', sessionId: 's1' });
    expect(invalidate).not.toHaveBeenCalled();
    socket.onclose?.({ code: 1012 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
    expect(invalidate).not.toHaveBeenCalled();
    FakeSocket.all[1]?.say({ type: 'hello', userId: 'u1', sessionId: 's1' });
    expect(invalidate).toHaveBeenCalledTimes(1);
  });

  it('does not wait when the network says that it is back', async () => {
    const socket = await connect();
    socket.onclose?.({ code: 1006 });
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('waits longer each time, never all at the same moment, never for ever', () => {
    expect(backoff(0, () => 0)).toBe(150);
    expect(backoff(0, () => 1)).toBe(500);
    expect(backoff(3, () => 1)).toBe(4000);
    expect(backoff(50, () => 1)).toBe(20_000);
  });
});
