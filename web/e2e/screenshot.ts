import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { launch, newPerson, type Size, type Theme } from './browser.ts';
import { type Scene, setScene } from './scene.ts';
import { type Server, startServer } from './server.ts';
import { openChannel, signIn } from './steps.ts';

/** `SHOTS=folder` also takes every page, in both themes, on desk and phone: for looking at. */
const shots = process.env['SHOTS'];
const readme = fileURLToPath(new URL('../../docs/screenshot.png', import.meta.url));

let server: Server;
let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  server = await startServer();
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('takes the picture of the README', async () => {
  scene = await setScene(browser, server.url);
  const { page } = scene.ana;
  await openFile(page, scene.team);
  await page.screenshot({ path: readme });
});

it.runIf(shots)('takes a picture of every page', async () => {
  mkdirSync(shots ?? '', { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    for (const size of ['desk', 'phone'] as const) await tour(theme, size);
  }
});

async function openFile(page: Page, team: string): Promise<void> {
  await page.goto(`${team}/files`);
  await page.getByRole('gridcell', { name: 'Poster A2 final.png' }).click();
  await page.getByRole('complementary', { name: 'File details' }).waitFor();
  await drawn(page);
}

/** All pictures and letters are there, and nothing says that it is still on its way. */
async function drawn(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    () =>
      document.querySelector('[data-loading]') === null &&
      document.fonts.status === 'loaded' &&
      Array.from(document.images).every((image) => image.complete),
  );
}

async function tour(theme: Theme, size: Size): Promise<void> {
  const { page, context } = await newPerson(browser, { base: server.url, theme, size });
  const { team } = scene;
  const shoot = async (name: string) => {
    await drawn(page);
    await page.screenshot({ path: join(shots ?? '', `${name}-${size}-${theme}.png`) });
  };
  for (const [name, path] of [
    ['sign-in', '/sign-in'],
    ['register', '/register'],
  ] as const) {
    await page.goto(path);
    await shoot(name);
  }
  await signIn(page, 'ana@example.com');
  for (const [name, path] of [
    ['home', team],
    ['files', `${team}/files`],
    ['documents', `${team}/documents`],
    ['members', `${team}/members`],
    ['sessions', '/settings/sessions'],
    ['appearance', '/settings/appearance'],
  ] as const) {
    await page.goto(path);
    await shoot(name);
  }
  await openFile(page, team);
  await shoot('file');
  await page.goto(`${team}/documents`);
  await page.getByRole('link', { name: 'Autumn brief' }).click();
  await page.getByText('Lookbook, 24 pages').waitFor();
  await shoot('document');
  await page.goto(`${team}/messages`);
  await openChannel(page, 'general');
  await page.getByText('Noon works').first().waitFor();
  await shoot('messages');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('po');
  await shoot('palette');
  await context.close();
}
