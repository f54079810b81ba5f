import type { TokenAnswer } from '../src/api/types.ts';
import { type Account, addAccount, db, type StoredSession, secret, userOf } from './db.ts';
import { cookieOf, invalid, issue, jsonOf, Refusal, route, signedIn } from './http.ts';
import { closeSession, tell } from './realtime.ts';
import { join, openInvitation } from './routes-teams.ts';

interface Registration {
  email?: string;
  password?: string;
  name?: string;
  studioName?: string;
  setupToken?: string;
  invitation?: string;
}

function tokens(account: Account, session: StoredSession): TokenAnswer {
  const accessToken = secret();
  const expiresIn = 900;
  db.tokens.set(accessToken, { sessionId: session.id, expiresAt: Date.now() + expiresIn * 1000 });
  return { accessToken, expiresIn, tokenType: 'Bearer', user: userOf(account) };
}

export function endSession(id: string): void {
  const session = db.sessions.get(id);
  if (!session) return;
  db.sessions.delete(id);
  closeSession(id);
  tell([session.userId], 'sessions.changed', {});
}

export function accountRoutes(): void {
  route('GET', '/studio', () => ({
    json: {
      name: db.studioName,
      firstRun: db.accounts.size === 0,
      registration: 'open',
      version: '0.1.0',
      insecureTransport: false,
    },
  }));

  route('POST', '/auth/register', (call) => {
    const {
      email = '',
      password = '',
      name = '',
      studioName,
      setupToken,
      invitation,
    } = jsonOf<Registration>(call);
    if (!email.includes('@')) throw invalid('email', 'Write an address like name@example.com.');
    if (name.trim() === '') throw invalid('name', 'Write the name your team knows you by.');
    if (password.length < 10) throw invalid('password', 'Use 10 characters or more.');
    if (setupToken === 'wrong') throw new Refusal(403, 'setup_token_required');
    if ([...db.accounts.values()].some((account) => account.email === email))
      throw new Refusal(409, 'email_taken');
    const first = db.accounts.size === 0;
    const account = addAccount(email, password, name);
    if (first && studioName) db.studioName = studioName;
    if (invitation) join(openInvitation(invitation), account.id);
    return { status: 201, json: tokens(account, issue(call, account)) };
  });

  route('POST', '/auth/login', (call) => {
    const { email, password } = jsonOf<Registration>(call);
    const account = [...db.accounts.values()].find((a) => a.email === email && a.password === password);
    if (!account) throw new Refusal(401, 'invalid_credentials');
    return { json: tokens(account, issue(call, account)) };
  });

  route('POST', '/auth/refresh', (call) => {
    const cookie = cookieOf(call.req);
    const session = [...db.sessions.values()].find(
      (candidate) => candidate.secret === cookie || candidate.previous === cookie,
    );
    const account = session && db.accounts.get(session.userId);
    if (!cookie || !account) throw new Refusal(401, 'unauthenticated');
    return { json: tokens(account, issue(call, account, session)) };
  });

  route('POST', '/auth/logout', (call) => {
    endSession(signedIn(call).session.id);
    return {};
  });

  route('POST', '/auth/logout-all', (call) => {
    const { account } = signedIn(call);
    for (const session of [...db.sessions.values()])
      if (session.userId === account.id) endSession(session.id);
    return {};
  });

  route('GET', '/auth/me', (call) => ({ json: userOf(signedIn(call).account) }));

  route('GET', '/auth/sessions', (call) => {
    const { account, session: own } = signedIn(call);
    const items = [...db.sessions.values()]
      .filter((session) => session.userId === account.id)
      .map(({ userId: _, secret: __, ...session }) => ({ ...session, current: session.id === own.id }));
    return { json: { items, nextCursor: null } };
  });

  route('DELETE', '/auth/sessions/:', (call) => {
    const { account } = signedIn(call);
    const session = db.sessions.get(call.params[0] ?? '');
    if (session?.userId !== account.id) throw new Refusal(404, 'not_found');
    endSession(session.id);
    return {};
  });

  route('POST', '/realtime/ticket', (call) => {
    const ticket = secret();
    db.tickets.set(ticket, signedIn(call).session.id);
    return { json: { ticket, expiresIn: 30 } };
  });

  route('POST', '/security/csp-report', () => ({}));
}
