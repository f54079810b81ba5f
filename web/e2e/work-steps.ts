import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { newPerson, type Person } from './browser.ts';
import { createFirstTeam, invite, joinWith, startStudio } from './steps.ts';

/** What the mock keeps in memory does not outlive it. */
export const keepsData = !(process.env['FLUX_BIN'] ?? '').includes('mock');

/** As one does: the file is let go once the page says that it may be. */
async function dragOver(page: Page): Promise<void> {
  const enter = () =>
    page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([], 'any'));
      document.body.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer: transfer }));
    });
  await expect
    .poll(async () => {
      await enter();
      return page.getByText(/^Drop to upload/).count();
    })
    .toBe(1);
}

/** Drops a file on the page, as from a folder beside it, and says its SHA-256. */
export async function dropFile(page: Page, name: string, size: number): Promise<string> {
  await dragOver(page);
  return page.evaluate(
    async ({ name, size }) => {
      const bytes = new Uint8Array(size);
      let state = 2463534242;
      for (let index = 0; index < size; index += 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        bytes[index] = state;
      }
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type: 'application/octet-stream' }));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(
          new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }),
        );
      }
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    { name, size },
  );
}

/** Downloads by the inspector, and says what came: name and SHA-256. */
export async function download(page: Page, name: string): Promise<{ name: string; hash: string }> {
  await page.getByRole('gridcell', { name }).click();
  const details = page.getByRole('complementary', { name: 'File details' });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    details.getByRole('button', { name: 'Download' }).click(),
  ]);
  const bytes = readFileSync(await file.path());
  return { name: file.suggestedFilename(), hash: createHash('sha256').update(bytes).digest('hex') };
}

/** So slow that progress can be watched; -1 for as fast as it goes. */
export async function slowUploads(page: Page, bytesPerSecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

export async function newDocument(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'New document' }).first().click();
  await page.waitForURL(/\/documents\/[^/]+$/);
  const field = page.getByRole('textbox', { name: 'Title', exact: true });
  await field.fill(title);
  await field.press('Enter');
  await page.getByRole('textbox', { name: `Text of ${title}` }).waitFor();
}

export function textbox(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Text of/ });
}

export async function typeAtEnd(page: Page, text: string): Promise<void> {
  await textbox(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

/** The document's own words, without the names at other people's carets. */
export function textOf(page: Page): Promise<string> {
  return textbox(page).evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement;
    for (const caret of copy.querySelectorAll('.collab-caret')) caret.remove();
    return Array.from(copy.children, (block) => block.textContent).join('\n');
  });
}

export async function waitForText(page: Page, text: string): Promise<void> {
  await textbox(page).waitFor();
  await expect.poll(() => textOf(page).then(plain), { timeout: 20_000 }).toContain(text);
}

/** Beside another's caret the editor keeps zero-width marks. */
function plain(text: string): string {
  return text.replace(/[\u2060\u200b\ufeff]/g, '').replace(/\u00a0/g, ' ');
}

export async function badge(page: Page, words: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: words }).waitFor({ timeout: 20_000 });
}

export function onServer(page: Page): Promise<void> {
  return badge(page, 'On the server');
}

/** Ana, who starts the studio and a team, and Bo in the dark, who comes by her invitation. */
export async function twoPeople(
  browser: Browser,
  base: string,
): Promise<{ ana: Person; bo: Person; team: string }> {
  const ana = await newPerson(browser, { base });
  const bo = await newPerson(browser, { base, theme: 'dark' });
  await startStudio(ana.page, 'North Studio', 'Ana Art', 'ana@example.com');
  const team = await createFirstTeam(ana.page, 'North');
  await joinWith(bo.page, await invite(ana.page, team), 'Bo Motion', 'bo@example.com');
  return { ana, bo, team };
}
