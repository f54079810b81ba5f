import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fill, renderPage, serve, tokenAnswer } from '@/test-render';
import { sortSessions } from './queries';
import { RegisterPage } from './register-page';
import { SessionsPage } from './sessions-page';
import { SignInPage } from './sign-in-page';
import { WelcomePage } from './welcome-page';

const studio = {
  name: 'North Studio',
  firstRun: false,
  registration: 'open',
  version: '1',
  insecureTransport: false,
};

const session = {
  id: 's1',
  device: 'Chrome on Linux',
  network: '127.0.0.0/24',
  createdAt: '2026-11-20T08:00:00.000Z',
  lastSeenAt: '2026-11-24T08:00:00.000Z',
  current: true,
};
const other = { ...session, id: 's2', device: 'Safari on iPhone', current: false };

async function fillSignIn() {
  await fill('Email', 'ana@example.com');
  await fill('Password', 'four quiet paper cranes');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

describe('signing in', () => {
  it('leads where one wanted to go', async () => {
    const asked = serve({
      'GET /api/studio': { json: studio },
      'POST /api/auth/login': { json: tokenAnswer('one') },
    });
    const { at } = renderPage(<SignInPage next="/t/1/files" />);
    await fillSignIn();
    expect(asked.find(({ call }) => call === 'POST /api/auth/login')?.body).toEqual({
      email: 'ana@example.com',
      password: 'four quiet paper cranes',
    });
    await expect.poll(at).toBe('/t/1/files');
  });

  it('says plainly that email and password do not match', async () => {
    serve({
      'GET /api/studio': { json: studio },
      'POST /api/auth/login': { status: 401, json: { code: 'invalid_credentials' } },
    });
    const { at } = renderPage(<SignInPage />);
    await fillSignIn();
    expect(await screen.findByRole('alert')).toHaveTextContent('don’t match');
    expect(at()).toBe('/start');
  });

  it('explains why one is here, and warns about plain http', async () => {
    serve({ 'GET /api/studio': { json: { ...studio, insecureTransport: true } } });
    renderPage(<SignInPage reason="ended" />);
    expect(await screen.findByRole('status')).toHaveTextContent('Your session ended');
    expect(await screen.findByRole('alert')).toHaveTextContent('plain http');
  });
});

describe('registering', () => {
  it('marks the field that the server refuses', async () => {
    const errors = [{ field: 'password', code: 'too_short', message: 'Use 12 characters or more.' }];
    serve({
      'GET /api/studio': { json: studio },
      'POST /api/auth/register': { status: 422, json: { code: 'invalid_input', errors } },
    });
    renderPage(<RegisterPage />);
    await fill('Your name', 'Ana');
    await fill('Email', 'ana@example.com');
    await fill('Password', 'short');
    await userEvent.click(screen.getByRole('button', { name: 'Create account' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Use 12 characters or more.');
    expect(screen.getByLabelText('Password')).toBeInvalid();
    expect(screen.getByLabelText('Email')).toBeValid();
  });

  it('offers no form where accounts start with an invitation', async () => {
    serve({ 'GET /api/studio': { json: { ...studio, registration: 'invite' } } });
    renderPage(<RegisterPage />);
    expect(await screen.findByText(/start with an invitation/)).toBeVisible();
    expect(screen.queryByLabelText('Email')).toBeNull();
  });

  it('passes the setup token of the link on', async () => {
    const asked = serve({
      'GET /api/studio': { json: { ...studio, firstRun: true } },
      'POST /api/auth/register': { status: 201, json: tokenAnswer('one') },
    });
    renderPage(<WelcomePage setupToken="abc" />);
    await fill('Studio name', 'North Studio');
    await fill('Your name', 'Ana');
    await fill('Email', 'ana@example.com');
    await fill('Password', 'four quiet paper cranes');
    await userEvent.click(screen.getByRole('button', { name: 'Start the studio' }));
    expect(asked.find(({ call }) => call === 'POST /api/auth/register')?.body).toMatchObject({
      studioName: 'North Studio',
      setupToken: 'abc',
    });
  });
});

describe('sessions', () => {
  it('puts this device first, then the one used last', () => {
    const older = { ...other, id: 's3', lastSeenAt: '2026-11-01T08:00:00.000Z' };
    expect(sortSessions([older, other, session]).map(({ id }) => id)).toEqual(['s1', 's2', 's3']);
  });

  it('can be ended one by one, except the one in use', async () => {
    serve({
      'POST /api/auth/refresh': { json: tokenAnswer('one') },
      'GET /api/auth/sessions': { json: { items: [session, other], nextCursor: null } },
      'DELETE /api/auth/sessions/s2': { status: 204 },
    });
    renderPage(<SessionsPage />);
    const end = await screen.findByRole('button', { name: 'End session on Safari on iPhone' });
    expect(screen.queryByRole('button', { name: 'End session on Chrome on Linux' })).toBeNull();
    await userEvent.click(end);
    expect(await screen.findByText('The session on Safari on iPhone has ended')).toBeVisible();
    await expect.poll(() => screen.queryByRole('button', { name: /Safari/ })).toBeNull();
  });

  it('that cannot be shown say what happened, with the request id', async () => {
    serve({
      'POST /api/auth/refresh': { json: tokenAnswer('one') },
      'GET /api/auth/sessions': { status: 500, json: { code: 'internal', requestId: 'r-9' } },
    });
    renderPage(<SessionsPage />);
    expect(await screen.findByRole('alert')).toHaveTextContent('Request r-9');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});
