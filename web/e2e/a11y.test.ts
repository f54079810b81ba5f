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
/** Of pages that are there only before there is a studio. */
const firstRun: Record<string, string[]> = {};

const looks = (['light', 'dark'] as Theme[]).flatMap((theme) =>
  (['desk', 'phone'] as Size[]).map((size) => ({ theme, size })),
);

beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  for (const { theme, size } of looks) {
    const visitor = await newPerson(browser, { base: server.url, theme, size, bypassCsp: true });
    await visitor.page.goto('/welcome');
    await visitor.page.getByLabel('Studio name').waitFor();
    firstRun[`${theme}, ${size}`] = await audit(visitor.page);
    await visitor.context.close();
  }
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

it('has no barriers on the first run', () => {
  expect(firstRun).toEqual(Object.fromEntries(Object.keys(firstRun).map((look) => [look, []])));
});

describe.each(looks)('$size, $theme', ({ theme, size }) => {
  it('has no barriers before signing in', async () => {
    const { page, context } = await newPerson(browser, { base: server.url, theme, size, bypassCsp: true });
    const found: Record<string, string[]> = {};
    for (const path of ['/sign-in?reason=ended', '/register', link, '/invite/nothing', '/styleguide']) {
      await page.goto(path);
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
      found[path] = await audit(page);
    }
    await page.goto(team);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('general');
    found['palette'] = await audit(page);
    await context.close();
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((path) => [path, []])));
  });
});
