import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch, newPerson, type Person } from './browser.ts';
import { type Server, startServer } from './server.ts';
import { createFirstTeam, invite, joinWith, openChannel, say, signIn, startStudio } from './steps.ts';

let server: Server;
let browser: Browser;
let ana: Person;
let bo: Person;
let team: string;

beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  ana = await newPerson(browser, { base: server.url });
  bo = await newPerson(browser, { base: server.url, theme: 'dark' });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

// Emptied, so that one test's trouble is not told of every test after it.
afterEach(() => {
  expect([...ana.troubles.splice(0), ...bo.troubles.splice(0)]).toEqual([]);
});

describe('a new studio', () => {
  it('starts with its first person and their team', async () => {
    await startStudio(ana.page, 'North Studio', 'Ana Art', 'ana@example.com');
    team = await createFirstTeam(ana.page, 'North');
    expect(await ana.page.title()).toContain('Home');
  });

  it('lets a teammate in by a link', async () => {
    const link = await invite(ana.page, team);
    await joinWith(bo.page, link, 'Bo Motion', 'bo@example.com');
    // Nobody reloads anything: the list of members hears of it.
    await ana.page.getByRole('listitem').filter({ hasText: 'Bo Motion' }).waitFor();
  });

  it('refuses a link that is not one', async () => {
    const stranger = await newPerson(browser, { base: server.url });
    await stranger.page.goto('/invite/not-a-token');
    await stranger.page.getByRole('heading', { name: 'This invitation is no longer open' }).waitFor();
    expect(stranger.troubles).toEqual([]);
    await stranger.context.close();
  });

  it('carries a message to the other screen at once', async () => {
    await ana.page.goto(team);
    await bo.page.goto(team);
    await openChannel(ana.page, 'general');
    await openChannel(bo.page, 'general');
    const began = Date.now();
    await say(ana.page, 'Poster v7 is up, **please check the bleed**.');
    await bo.page.getByText('please check the bleed', { exact: true }).waitFor();
    expect(Date.now() - began).toBeLessThan(2000);
    // Said once, shown once, also to the one who said it.
    expect(await ana.page.getByText('please check the bleed', { exact: true }).count()).toBe(1);
  });

  it('counts what was not read, and stops when it is', async () => {
    await bo.page.goto(`${team}/members`);
    await bo.page.getByRole('listitem').filter({ hasText: 'Ana Art' }).waitFor();
    await say(ana.page, 'And the lookbook.');
    const link = bo.page.getByRole('link', { name: /^general, \d+ unread/ }).first();
    await link.waitFor();
    await link.click();
    await bo.page.getByText('And the lookbook.', { exact: true }).waitFor();
    await bo.page.getByRole('link', { name: 'general', exact: true }).first().waitFor();
  });
});

describe('a session', () => {
  it('that is ended elsewhere shows the sign-in page within a second', async () => {
    const laptop = await newPerson(browser, { base: server.url });
    await signIn(laptop.page, 'ana@example.com');
    await laptop.page.getByRole('heading', { name: 'North', level: 2 }).waitFor();

    await ana.page.goto('/settings/sessions');
    const end = ana.page.getByRole('button', { name: /^End session on/ }).first();
    await end.waitFor();
    const began = Date.now();
    await end.click();
    await laptop.page.waitForURL('**/sign-in*', { timeout: 3000 });
    expect(Date.now() - began).toBeLessThan(1000);
    await laptop.page.getByText('Your session ended').waitFor();
    expect(laptop.troubles).toEqual([]);
    await laptop.context.close();
  });

  it('survives reloads, in a hurry and in two tabs at once', async () => {
    const other = await ana.context.newPage();
    await Promise.all([ana.page.goto(team), other.goto(team)]);
    for (let turn = 0; turn < 4; turn += 1) {
      await Promise.all([ana.page.reload({ waitUntil: 'commit' }), other.reload({ waitUntil: 'commit' })]);
    }
    for (const page of [ana.page, other]) {
      await page.getByRole('heading', { name: 'North', level: 2 }).waitFor();
    }
    await other.close();
  });

  it('survives that the answer with the next token was lost', async () => {
    await ana.page.goto(team);
    await ana.page.getByRole('heading', { name: 'North', level: 2 }).waitFor();
    const before = await ana.context.cookies();
    expect(before.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
      { httpOnly: true, sameSite: 'Strict' },
    ]);
    await ana.page.reload();
    await ana.page.getByRole('heading', { name: 'North', level: 2 }).waitFor();
    // As if the reload's answer had never arrived: the browser still has the token that was used up by it.
    await ana.context.addCookies(before);
    await ana.page.reload();
    await ana.page.getByRole('heading', { name: 'North', level: 2 }).waitFor();
  });

  it('ends by signing out, and the way back leads in again', async () => {
    await ana.page.getByRole('button', { name: 'Your account' }).click();
    await ana.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await ana.page.waitForURL('**/sign-in*');
    await ana.page.goto(`${team}/members`);
    await ana.page.waitForURL('**/sign-in*');
    await ana.page.getByLabel('Email').fill('ana@example.com');
    await ana.page.getByLabel('Password', { exact: true }).fill('wrong on purpose');
    await ana.page.getByRole('button', { name: 'Sign in' }).click();
    await ana.page.getByText('don’t match').waitFor();
    await signIn(ana.page, 'ana@example.com');
  });
});
