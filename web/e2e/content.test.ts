import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch, newPerson, type Person } from './browser.ts';
import { type Server, startServer } from './server.ts';
import { createFirstTeam, invite, joinWith, openChannel, say, startStudio } from './steps.ts';

let server: Server;
let browser: Browser;
let ana: Person;
let bo: Person;
let team: string;

beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  ana = await newPerson(browser, { base: server.url });
  bo = await newPerson(browser, { base: server.url, theme: 'dark', size: 'phone' });
  await startStudio(ana.page, 'North Studio', 'Ana Art', 'ana@example.com');
  team = await createFirstTeam(ana.page, 'North');
  await joinWith(bo.page, await invite(ana.page, team), 'Bo Motion', 'bo@example.com');
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

// Emptied, so that one test's trouble is not told of every test after it.
afterEach(() => {
  expect([...ana.troubles.splice(0), ...bo.troubles.splice(0)]).toEqual([]);
});

describe('files', () => {
  it('that one uploads are there for the other, on a phone too', async () => {
    await bo.page.goto(`${team}/files`);
    await ana.page.goto(`${team}/files`);
    const picker = ana.page.waitForEvent('filechooser');
    await ana.page.getByRole('button', { name: 'Upload' }).first().click();
    await (await picker).setFiles({
      name: 'Poster A2.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'),
    });
    await bo.page.getByText('Poster A2.svg').first().waitFor();
  });
});

describe('a document', () => {
  it('is written by two at once, and says when it is on the server', async () => {
    await ana.page.goto(`${team}/documents`);
    await ana.page.getByRole('button', { name: 'New document' }).first().click();
    await ana.page.waitForURL(/\/documents\/[^/]+$/);
    await ana.page.getByRole('textbox', { name: 'Title', exact: true }).fill('Autumn brief');
    const hers = ana.page.getByRole('textbox', { name: /^Text of/ });
    await hers.click();
    await ana.page.keyboard.type('The last warm evening of the year.');
    await ana.page.getByText('On the server').waitFor();

    await bo.page.goto(new URL(ana.page.url()).pathname);
    const his = bo.page.getByRole('textbox', { name: /^Text of/ });
    await his.getByText('The last warm evening').waitFor();
    await his.click();
    await bo.page.keyboard.press('Control+End');
    await bo.page.keyboard.type(' No retouching.');
    await hers.getByText('No retouching.').waitFor();
  });

  it('takes what is pasted from elsewhere', async () => {
    const hers = ana.page.getByRole('textbox', { name: /^Text of/ });
    await hers.click();
    await ana.page.keyboard.press('Control+End');
    await hers.evaluate((element) => {
      const data = new DataTransfer();
      data.setData('text/html', '<p>Pasted <b>in bold</b></p>');
      element.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await bo.page
      .getByRole('textbox', { name: /^Text of/ })
      .getByText('in bold')
      .waitFor();
  });
});

describe('the palette', () => {
  it('leads to a channel, a file and a document by name', async () => {
    await ana.page.goto(team);
    await ana.page.getByRole('heading', { name: 'North', level: 2 }).waitFor();
    for (const [typed, address] of [
      ['general', /\/messages\//],
      ['poster', /\/files\?file=/],
      ['autumn', /\/documents\//],
    ] as const) {
      await ana.page.keyboard.press('Control+k');
      await ana.page.getByRole('combobox').fill(typed);
      await ana.page
        .getByRole('option', { name: new RegExp(typed, 'i') })
        .first()
        .waitFor();
      await ana.page.keyboard.press('Enter');
      await ana.page.waitForURL(address);
    }
  });
});

describe('on a phone', () => {
  it('one reads and writes in a channel by the bottom bar', async () => {
    await bo.page.goto(team);
    await bo.page.getByRole('link', { name: /^Messages/ }).click();
    await openChannel(bo.page, 'general');
    await say(bo.page, 'On my way.');
    await bo.page.getByText('On my way.', { exact: true }).waitFor();
  });
});

describe('without the network', () => {
  it('says so, and goes on by itself when it is back', async () => {
    await ana.page.goto(team);
    await openChannel(ana.page, 'general');
    await ana.context.setOffline(true);
    await say(ana.page, 'Sent in a tunnel.');
    await ana.page.getByText('Sent in a tunnel.', { exact: true }).waitFor();
    await ana.context.setOffline(false);
    await bo.page.getByText('Sent in a tunnel.', { exact: true }).waitFor();
    // Sent again after a lost answer, and still only once there.
    expect(await bo.page.getByText('Sent in a tunnel.', { exact: true }).count()).toBe(1);
  });
});
