#!/usr/bin/env node
// Pictures of the built app on the mock, for looking at: node mock/shots.mjs OUT_DIR [name …]
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [out = 'shots', ...only] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
mkdirSync(out, { recursive: true });
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const server = spawn(process.execPath, [join(here, 'serve.mjs')], {
  env: { ...process.env, FLUX_LISTEN: '127.0.0.1:0', MOCK_SEED: 'studio' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
// An error on the way must not leave the server behind.
process.on('exit', () => server.kill());
const base = await new Promise((resolve) => {
  server.stdout.on('data', (data) => resolve(/http:\S+/.exec(String(data))?.[0]));
});
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
args.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });

async function open(theme, size) {
  const context = await browser.newContext({ viewport: sizes[size], colorScheme: theme, baseURL: base });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      console.log(`[${theme} ${size}]`, message.text());
  });
  page.on('pageerror', (error) => console.log(`[${theme} ${size}] ${error.message}`));
  return page;
}

const signIn = async (page) => {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill('art@example.com');
  await page.getByLabel('Password', { exact: true }).fill('studio-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/t\//);
};

const shots = {
  'sign-in': async (page) => page.goto('/sign-in?reason=ended'),
  register: async (page) => page.goto('/register'),
  invite: async (page) => page.goto('/invite/demo-invitation'),
  'invite-bad': async (page) => page.goto('/invite/nope'),
  styleguide: async (page) => page.goto('/styleguide'),
};
const inside = {
  home: async () => {},
  files: async (page, team) => page.goto(`${team}/files`),
  messages: async (page, team, phone) => {
    await page.goto(`${team}/messages`);
    if (phone) await page.getByRole('link', { name: /autumn-campaign/ }).click();
  },
  documents: async (page, team) => page.goto(`${team}/documents`),
  document: async (page, team) => {
    await page.goto(`${team}/documents`);
    await page
      .getByRole('link', { name: /Autumn brief/ })
      .first()
      .click();
  },
  members: async (page, team) => page.goto(`${team}/members`),
  'invite-dialog': async (page, team) => page.goto(`${team}/members?invite=true`),
  sessions: async (page) => page.goto('/settings/sessions'),
  appearance: async (page) => page.goto('/settings/appearance'),
  palette: async (page, team) => {
    await page.goto(`${team}/files`);
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('post');
  },
  'palette-empty': async (page) => page.keyboard.press('Control+k'),
  more: async (page, _team, phone) => phone && page.getByRole('button', { name: 'More' }).click(),
};

for (const size of Object.keys(sizes)) {
  for (const theme of ['light', 'dark']) {
    const page = await open(theme, size);
    const shoot = async (name, run) => {
      if (only.length > 0 && !only.includes(name)) return;
      await run();
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(350);
      await page.screenshot({
        path: join(out, `${name}-${size}-${theme}.png`),
        fullPage: name === 'styleguide',
      });
    };
    for (const [name, run] of Object.entries(shots)) await shoot(name, () => run(page));
    await signIn(page);
    const team = new URL(page.url()).pathname;
    for (const [name, run] of Object.entries(inside)) {
      await shoot(name, async () => {
        if (name.startsWith('palette-') || name === 'home' || name === 'more') await page.goto(team);
        await page.waitForLoadState('networkidle');
        await run(page, team, size === 'phone');
      });
    }
    await page.context().close();
  }
}
await browser.close();
process.exit(0);
