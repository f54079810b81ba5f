import type { Browser } from 'playwright-core';
import { newPerson, type Person } from './browser.ts';
import { drawPictures } from './pictures.ts';
import { createFirstTeam, invite, joinWith, openChannel, say, startStudio } from './steps.ts';
import { newDocument, onServer } from './work-steps.ts';

export interface Scene {
  ana: Person;
  bo: Person;
  team: string;
}

const pictures = [
  'Lookbook cover.png',
  'Packaging dieline.png',
  'Set design.png',
  'Grain texture.png',
  'Teaser frame.png',
  'Wordmark.png',
  'Autumn poster.png',
  'Key visual.png',
  'Poster A2 final.png',
];

/** A studio in which two people work: made through the pages, as they would. */
export async function setScene(browser: Browser, base: string): Promise<Scene> {
  const ana = await newPerson(browser, { base });
  const bo = await newPerson(browser, { base });
  await startStudio(ana.page, 'North Studio', 'Ana Ferreira', 'ana@example.com');
  const team = await createFirstTeam(ana.page, 'North Studio');
  await joinWith(bo.page, await invite(ana.page, team), 'Bo Lindqvist', 'bo@example.com');

  const drawn = await drawPictures(ana.page, pictures);
  const video = { name: 'Teaser 15s.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(3_400_000, 7) };
  await upload(ana, team, [video, ...drawn.slice(0, 5)]);
  await upload(bo, team, drawn.slice(5));

  await ana.page.goto(team);
  await bo.page.goto(team);
  await openChannel(ana.page, 'general');
  await openChannel(bo.page, 'general');
  await saySeen(ana, bo, 'The client picked direction B. Poster and teaser follow **the same grid**.');
  await saySeen(bo, ana, 'First pass of the teaser is up, 15 s. Grain is in comp, easy to lift.');
  await saySeen(ana, bo, 'Print deadline moved to **Thursday 16:00**. Can we lock the A2 by noon?');
  await saySeen(
    bo,
    ana,
    'Yes. Two things before I export:\n\n- bleed is 3 mm, not 5\n- the wordmark sits on `baseline 4`',
  );
  await saySeen(ana, bo, 'Noon works. Thank you!');

  await ana.page.goto(`${team}/documents`);
  await newDocument(ana.page, 'Autumn brief');
  await ana.page.keyboard.press('Tab');
  await ana.page.getByRole('textbox', { name: /^Text of/ }).focus();
  const lines = [
    'The campaign opens at dusk: one light, no retouching of skin.',
    '## What we make',
    '- Poster A2, two versions, coated stock',
    'Teaser, 15 and 30 seconds',
    'Lookbook, 24 pages',
  ];
  for (const [index, line] of lines.entries()) {
    if (index > 0) await ana.page.keyboard.press('Enter');
    await ana.page.keyboard.type(line);
  }
  await onServer(ana.page);

  for (const channel of ['autumn-campaign', 'type-and-print']) {
    await bo.page.getByRole('button', { name: 'New channel' }).click();
    await bo.page.getByRole('dialog').getByRole('textbox').first().fill(channel);
    await bo.page.getByRole('button', { name: 'Create channel' }).click();
    await bo.page.getByRole('heading', { name: channel }).waitFor();
  }
  await openChannel(bo.page, 'autumn-campaign');
  await say(bo.page, 'Poster A2 final is up, **please check the bleed**.');
  await say(bo.page, 'Lookbook follows tonight.');
  await ana.page.getByRole('link', { name: 'autumn-campaign, 2 unread' }).first().waitFor();
  return { ana, bo, team };
}

async function upload(person: Person, team: string, files: Parameters<typeof pick>[1]): Promise<void> {
  await person.page.goto(`${team}/files`);
  await pick(person, files);
  await person.page.getByText(/^\d+ files? uploaded$/).waitFor();
}

async function pick(
  { page }: Person,
  files: { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload' }).first().click();
  await (await chooser).setFiles(files);
}

/** In this order, and there for the other before they answer. */
async function saySeen(from: Person, to: Person, text: string): Promise<void> {
  await say(from.page, text);
  const start = text.split(/[*\n]/)[0]?.trim() ?? text;
  await to.page.getByText(start, { exact: false }).first().waitFor();
}
