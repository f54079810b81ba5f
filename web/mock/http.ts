import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '../src/api/types.ts';
import { type Account, db, newId, type StoredSession, secret } from './db.ts';

export interface Call {
  req: IncomingMessage;
  res: ServerResponse;
  params: string[];
  query: URLSearchParams;
  body: Buffer;
  requestId: string;
}

/** A refusal; thrown anywhere, answered as application/problem+json. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly fields?: Problem['errors'],
  ) {
    super(code);
  }
}

export type Answer = { status?: number; json?: unknown; handled?: true };
type Handler = (call: Call) => Answer | Promise<Answer>;

const routes: { method: string; pattern: RegExp; handler: Handler }[] = [];

/** `route('GET', '/teams/:/members', …)`: each `:` is one parameter. */
export function route(method: string, path: string, handler: Handler): void {
  routes.push({ method, pattern: new RegExp(`^/api${path.replaceAll(':', '([^/]+)')}$`), handler });
}

export async function serveApi(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://mock');
  const requestId = newId();
  res.setHeader('X-Request-Id', requestId);
  res.setHeader('Cache-Control', 'no-store');
  try {
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    const hits = routes.filter((candidate) => candidate.pattern.test(url.pathname));
    const found = hits.find((candidate) => candidate.method === method);
    if (!found)
      throw new Refusal(hits.length > 0 ? 405 : 404, hits.length > 0 ? 'method_not_allowed' : 'not_found');
    const params = (found.pattern.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
    const body = await bodyOf(req);
    fail(url, body);
    const answer = await found.handler({ req, res, params, query: url.searchParams, body, requestId });
    if (answer.handled) return;
    res.statusCode = answer.status ?? (answer.json === undefined ? 204 : 200);
    if (answer.json === undefined) return void res.end();
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(answer.json));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'internal');
    if (refusal !== error) console.error(error);
    refuse(res, refusal, requestId);
  }
}

/** Failures on demand: anything named "mock fail 500" and the like is refused, so that error states can be seen. */
function fail(url: URL, body: Buffer): void {
  if (body.length > 100_000) return;
  const wanted = /mock[ -]fail[ -](\d{3})/.exec(`${url} ${body.toString('utf8')}`);
  if (wanted) throw new Refusal(Number(wanted[1]), wanted[1] === '503' ? 'unavailable' : 'internal');
}

function refuse(res: ServerResponse, { status, code, fields }: Refusal, requestId: string): void {
  const problem: Problem = { type: 'about:blank', title: code, status, detail: code, code, requestId };
  if (fields) problem.errors = fields;
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/problem+json');
  res.end(JSON.stringify(problem));
}

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

export function jsonOf<T>(call: Call): T {
  try {
    return JSON.parse(call.body.toString('utf8') || '{}') as T;
  } catch {
    throw new Refusal(400, 'invalid_json');
  }
}

export function invalid(field: string, message: string): Refusal {
  return new Refusal(422, 'invalid_input', [{ field, code: 'invalid', message }]);
}

export function cookieOf(req: IncomingMessage): string | undefined {
  return /(?:^|;\s*)flux=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
}

/** Who asks: by Bearer token, or by cookie where the contract allows it. */
export function sessionOf(req: IncomingMessage, allowCookie = false): StoredSession | undefined {
  const bearer = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  if (bearer) {
    const token = db.tokens.get(bearer);
    if (!token || token.expiresAt < Date.now()) return undefined;
    return db.sessions.get(token.sessionId);
  }
  const cookie = allowCookie ? cookieOf(req) : undefined;
  return cookie ? [...db.sessions.values()].find((session) => session.secret === cookie) : undefined;
}

export function signedIn(call: Call, allowCookie = false): { account: Account; session: StoredSession } {
  const session = sessionOf(call.req, allowCookie);
  const account = session && db.accounts.get(session.userId);
  if (!session || !account) throw new Refusal(401, 'unauthenticated');
  session.lastSeenAt = new Date().toISOString();
  return { account, session };
}

export function issue(call: Call, account: Account, session?: StoredSession): StoredSession {
  const current = session ?? newSession(call, account);
  if (current.secret) current.previous = current.secret;
  current.secret = secret();
  call.res.setHeader(
    'Set-Cookie',
    `flux=${current.secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000`,
  );
  return current;
}

function newSession(call: Call, account: Account): StoredSession {
  const now = new Date().toISOString();
  const agent = call.req.headers['user-agent'] ?? '';
  const device = `${/Firefox/.test(agent) ? 'Firefox' : 'Chrome'} on ${/Mac/.test(agent) ? 'macOS' : 'Linux'}`;
  const session = {
    id: newId(),
    userId: account.id,
    secret: '',
    device,
    network: '127.0.0.0/24',
    createdAt: now,
    lastSeenAt: now,
  };
  db.sessions.set(session.id, session);
  return session;
}
