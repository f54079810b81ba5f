import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './audit.ts';
import { launch, newPerson, type Person } from './browser.ts';
import { type Server, startServer } from './server.ts';
import { openChannel, say, signIn } from './steps.ts';
import {
  badge,
  download,
  dropFile,
  keepsData,
  newDocument,
  onServer,
  slowUploads,
  textbox,
  textOf,
  twoPeople,
  typeAtEnd,
  waitForText,
} from './work-steps.ts';

let server: Server;
let browser: Browser;
let ana: Person;
let bo: Person;
let team: string;
/** SHA-256 of the 50 MB. */
let teaser: string;

beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  ({ ana, bo, team } = await twoPeople(browser, server.url));
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
  it('carries 50 MB to a teammate, who reloads nothing, byte for byte', async () => {
    await ana.page.goto(`${team}/files`);
    await bo.page.goto(`${team}/files`);
    await ana.page.getByText('Nothing here yet').waitFor();
    await bo.page.getByText('Nothing here yet').waitFor();
    await slowUploads(ana.page, 6_000_000);

    const sent = await dropFile(ana.page, 'Teaser 30s.mov', 50_000_000);
    const bar = ana.page.getByRole('progressbar', { name: 'Upload of Teaser 30s.mov' });
    await bar.waitFor();
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(5);
    await ana.page.getByText(/\d\sMB\/s · \d+\ss left/).waitFor();
    // The tray stays while one moves about.
    await ana.page.getByRole('link', { name: 'Documents', exact: true }).click();
    await ana.page.getByText('1 file uploaded').waitFor({ timeout: 30_000 });
    await bo.page.getByRole('gridcell', { name: 'Teaser 30s.mov' }).waitFor();
    expect(await bo.page.getByRole('gridcell', { name: 'Teaser 30s.mov' }).count()).toBe(1);
    const received = await download(bo.page, 'Teaser 30s.mov');
    expect(received).toEqual({ name: 'Teaser 30s.mov', hash: sent });
    teaser = sent;
  });

  it('renames in place, and deletes with a way back', async () => {
    await ana.page.goto(`${team}/files`);
    const file = ana.page.getByRole('gridcell', { name: 'Teaser 30s.mov' });
    await file.focus();
    await ana.page.keyboard.press('F2');
    await ana.page.getByLabel('New name of Teaser 30s.mov').fill('Teaser final.mov');
    await ana.page.keyboard.press('Enter');
    await bo.page.getByRole('gridcell', { name: 'Teaser final.mov' }).waitFor();

    const renamed = ana.page.getByRole('gridcell', { name: 'Teaser final.mov' });
    await renamed.focus();
    await ana.page.keyboard.press('Delete');
    await renamed.waitFor({ state: 'detached' });
    await ana.page.getByRole('button', { name: 'Undo' }).click();
    await renamed.waitFor();
    // Nothing had happened, so the teammate never missed it.
    expect(await bo.page.getByRole('gridcell', { name: 'Teaser final.mov' }).count()).toBe(1);
  });

  it('waits for the network and loses nothing', async () => {
    await slowUploads(ana.page, 2_000_000);
    await dropFile(ana.page, 'Retouch 04.psd', 6_000_000);
    await ana.page.getByRole('progressbar', { name: 'Upload of Retouch 04.psd' }).waitFor();
    await ana.context.setOffline(true);
    await ana.page.getByText('waiting for the network, nothing lost').first().waitFor();
    await ana.context.setOffline(false);
    await slowUploads(ana.page, -1);
    await bo.page.getByRole('gridcell', { name: 'Retouch 04.psd' }).waitFor({ timeout: 30_000 });
    expect(await bo.page.getByRole('gridcell', { name: 'Retouch 04.psd' }).count()).toBe(1);
  });
});

describe('messages', () => {
  it('marks what is new for who was away, and only for them', async () => {
    await ana.page.goto(team);
    await openChannel(ana.page, 'general');
    await say(ana.page, 'First.');
    await say(ana.page, 'Second.');
    const unread = bo.page.getByRole('link', { name: 'general, 2 unread' }).first();
    await unread.waitFor();
    await unread.click();
    await bo.page.getByText('New', { exact: true }).waitFor();
    await bo.page.getByRole('link', { name: 'general', exact: true }).first().waitFor();
    expect(await ana.page.getByText('New', { exact: true }).count()).toBe(0);

    // Who wrote it has read it, on their other devices too.
    const laptop = await newPerson(browser, { base: server.url });
    await signIn(laptop.page, 'ana@example.com');
    await laptop.page.getByRole('link', { name: 'general', exact: true }).first().waitFor();
    expect(await laptop.page.getByRole('link', { name: /unread/ }).count()).toBe(0);
    await laptop.context.close();
  });

  it('sends what was written without a network, once, in order', async () => {
    await bo.context.setOffline(true);
    await say(bo.page, 'Third, from the train.');
    await say(bo.page, 'Fourth, from the train.');
    await bo.page.getByText('waiting for the network, nothing lost').first().waitFor();
    await bo.context.setOffline(false);
    await ana.page.getByText('Fourth, from the train.', { exact: true }).waitFor({ timeout: 30_000 });
    const log = (await ana.page.getByRole('log').textContent()) ?? '';
    expect(log.match(/from the train/g)).toHaveLength(2);
    expect(log.indexOf('Third')).toBeLessThan(log.indexOf('Fourth'));
    await bo.page.getByText('waiting for the network, nothing lost').first().waitFor({ state: 'detached' });
  });

  it('opens a long conversation at its end and loads the rest without a jump', async () => {
    // A conversation opens where one stopped reading, so all must be read: these and the four of before.
    const read = ana.page.waitForResponse(
      async (answer) => /\/read$/.test(answer.url()) && (await answer.json()).lastReadSeq >= 60,
      { timeout: 60_000 },
    );
    for (let index = 1; index <= 56; index += 1) await say(bo.page, `Line ${index}`);
    await ana.page.getByText('Line 56', { exact: true }).waitFor({ timeout: 60_000 });
    await read;
    await ana.page.reload();
    await ana.page.getByText('Line 56', { exact: true }).waitFor();
    const log = ana.page.getByRole('log');
    await log.hover();
    const beginning = ana.page.getByText('This is where #general begins.');
    await expect
      .poll(
        async () => {
          await ana.page.mouse.wheel(0, -1500);
          return beginning.count();
        },
        { timeout: 30_000, interval: 100 },
      )
      .toBe(1);
    await ana.page.getByRole('button', { name: /^Newest|new messages?$/ }).click();
    await ana.page.getByText('Line 56', { exact: true }).waitFor();
  });
});

describe('documents', () => {
  it('lets two people write at once, each with the other in sight', async () => {
    await ana.page.goto(`${team}/documents`);
    await newDocument(ana.page, 'Autumn brief');
    await bo.page.goto(`${team}/documents`);
    await bo.page.getByRole('link', { name: 'Autumn brief' }).click();
    await textbox(bo.page).waitFor();

    await typeAtEnd(ana.page, 'The campaign opens at dusk.');
    await waitForText(bo.page, 'The campaign opens at dusk.');
    await typeAtEnd(bo.page, '');
    await bo.page.keyboard.press('Enter');
    await Promise.all([
      ana.page.keyboard.type(' One light, no retouching of skin.', { delay: 15 }),
      bo.page.keyboard.type('Poster A2, two versions, coated stock.', { delay: 15 }),
    ]);
    for (const { page } of [ana, bo]) {
      await waitForText(page, 'One light, no retouching of skin.');
      await waitForText(page, 'Poster A2, two versions, coated stock.');
      await onServer(page);
    }
    expect(await textOf(ana.page)).toBe(await textOf(bo.page));
    await ana.page.locator('.collab-caret', { hasText: 'Bo Motion' }).waitFor({ state: 'attached' });
    await bo.page.locator('.collab-caret', { hasText: 'Ana Art' }).waitFor({ state: 'attached' });
    await ana.page.getByRole('img', { name: 'Bo Motion' }).waitFor();
  });

  it('takes pasted words, and nothing in them that could run', async () => {
    await textbox(ana.page).focus();
    await ana.page.keyboard.press('Control+End');
    await textbox(ana.page).evaluate((element) => {
      const data = new DataTransfer();
      const html =
        '<p style="color:red" onclick="alert(1)">Pasted <b>words</b><img src="x" onerror="alert(1)">' +
        '<iframe src="/x"></iframe><script>1</script></p><style>p{color:red}</style>';
      data.setData('text/html', html);
      element.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    // That the policy had nothing to refuse is checked after each test.
    await waitForText(bo.page, 'Pasted words');
    expect(
      await textbox(ana.page).locator('iframe, script, style, img:not(.ProseMirror-separator)').count(),
    ).toBe(0);
  });

  it('says "here only" without a network, and brings the words when it is back', async () => {
    await bo.context.setOffline(true);
    await badge(bo.page, 'Here only: waiting for the network, nothing lost');
    await typeAtEnd(bo.page, ' Written on the train.');
    await badge(bo.page, 'Here only: waiting for the network, nothing lost');
    await bo.context.setOffline(false);
    await waitForText(ana.page, 'Written on the train.');
    await onServer(bo.page);
  });
});

describe.each([
  { theme: 'light', size: 'desk' },
  { theme: 'dark', size: 'phone' },
] as const)('pages with work in them ($theme, $size)', ({ theme, size }) => {
  it('have no barriers', async () => {
    const { page, context } = await newPerson(browser, { base: server.url, theme, size, bypassCsp: true });
    await signIn(page, 'bo@example.com');
    const found: Record<string, string[]> = {};
    await page.goto(`${team}/files`);
    await page.getByRole('gridcell').first().waitFor();
    found['grid'] = await audit(page);
    await page.getByRole('button', { name: 'Show as list' }).click();
    found['list'] = await audit(page);
    await page.getByRole('gridcell').first().click();
    await page.getByRole('complementary', { name: 'File details' }).waitFor();
    found['inspector'] = await audit(page);
    await page.goto(`${team}/messages`);
    if (size === 'phone')
      await page
        .getByRole('link', { name: /^general/ })
        .first()
        .click();
    await page.getByText('Line 56', { exact: true }).waitFor();
    found['channel'] = await audit(page);
    await page.goto(`${team}/documents`);
    await page.getByRole('link', { name: 'Autumn brief' }).click();
    await waitForText(page, 'Poster A2');
    found['document'] = await audit(page);
    await context.close();
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
  });
});

describe.runIf(keepsData)('kill -9', () => {
  it('takes nothing that was acknowledged, and the pages go on by themselves', async () => {
    await typeAtEnd(ana.page, ' Before the crash.');
    await onServer(ana.page);
    await bo.page.goto(team);
    await openChannel(bo.page, 'general');
    await say(bo.page, 'Said before the crash.');
    await bo.page.getByText('sending', { exact: true }).waitFor({ state: 'detached' });
    await expect.poll(() => pendingCount(bo)).toBe(0);

    await server.crash();
    await say(bo.page, 'Said while it was down.');
    await bo.page.getByText('waiting for the network, nothing lost').first().waitFor();
    await typeAtEnd(ana.page, ' Written while it was down.');
    await badge(ana.page, 'Here only: waiting for the network, nothing lost');

    await server.restart();
    await onServer(ana.page);
    await expect.poll(() => pendingCount(bo), { timeout: 45_000 }).toBe(0);

    // Someone with an empty browser sees it all.
    const fresh = await newPerson(browser, { base: server.url });
    await signIn(fresh.page, 'ana@example.com');
    await fresh.page.goto(`${team}/files`);
    expect(await download(fresh.page, 'Teaser final.mov')).toEqual({
      name: 'Teaser final.mov',
      hash: teaser,
    });
    await openChannel(fresh.page, 'general');
    for (const text of ['Said before the crash.', 'Said while it was down.']) {
      await fresh.page.getByText(text, { exact: true }).waitFor();
      expect(await fresh.page.getByText(text, { exact: true }).count()).toBe(1);
    }
    await fresh.page.goto(`${team}/documents`);
    await fresh.page.getByRole('link', { name: 'Autumn brief' }).click();
    await waitForText(fresh.page, 'Before the crash. Written while it was down.');
    expect(fresh.troubles).toEqual([]);
    await fresh.context.close();
  });
});

function pendingCount(person: Person): Promise<number> {
  return person.page.evaluate(
    () => Object.keys(sessionStorage).filter((key) => key.startsWith('flux-outbox:')).length,
  );
}
