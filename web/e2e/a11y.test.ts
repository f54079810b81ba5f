import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './audit.ts';
import { launch, newPerson, type Size, type Theme } from './browser.ts';
import { type Server, startServer } from './server.ts';
import { createFirstTeam, invite, openChannel, say, signIn, startStudio } from './steps.ts';

let server: Server;
let browser: Browser;
let team: string;
let link: string;
let document: string;
const email = 'ana@example.com';

beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  const ana = await newPerson(browser, { base: server.url });
  await startStudio(ana.page, 'North Studio', 'Ana Art', email);
  team = await createFirstTeam(ana.page, 'North');
  link = await invite(ana.page, team);
  await ana.page.goto(team);
  await openChannel(ana.page, 'general');
  await say(ana.page, 'A first word.');
  await ana.page.goto(`${team}/documents`);
  await ana.page.getByRole('button', { name: 'New document' }).first().click();
  await ana.page.waitForURL(/\/documents\/[^/]+$/);
  document = new URL(ana.page.url()).pathname;
  await ana.context.close();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const looks = (['light', 'dark'] as Theme[]).flatMap((theme) =>
  (['desk', 'phone'] as Size[]).map((size) => ({ theme, size })),
);

describe.each(looks)('$size, $theme', ({ theme, size }) => {
  it('has no barriers before signing in', async () => {
    const { page, context } = await newPerson(browser, { base: server.url, theme, size, bypassCsp: true });
    const found: Record<string, string[]> = {};
    for (const path of ['/sign-in?reason=ended', '/register', link, '/invite/nothing', '/styleguide']) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      found[path] = await audit(page);
    }
    await context.close();
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((path) => [path, []])));
  });

  it('has no barriers inside', async () => {
    const { page, context } = await newPerson(browser, { base: server.url, theme, size, bypassCsp: true });
    await signIn(page, email);
    const found: Record<string, string[]> = {};
    const paths = [
      team,
      `${team}/files`,
      `${team}/messages`,
      `${team}/documents`,
      document,
      `${team}/members`,
      `${team}/members?invite=true`,
      '/settings/sessions',
      '/settings/appearance',
    ];
    for (const path of paths) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      found[path] = await audit(page);
    }
    await page.goto(team);
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('general');
    found['palette'] = await audit(page);
    await context.close();
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((path) => [path, []])));
  });
});
