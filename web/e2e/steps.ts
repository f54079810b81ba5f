import type { Page } from 'playwright-core';

/** What people do, in their words: found by label and role, never by test ids. */
export const password = 'four quiet paper cranes';

export async function startStudio(page: Page, studio: string, name: string, email: string): Promise<void> {
  await page.goto('/');
  await page.waitForURL('**/welcome*');
  await page.getByLabel('Studio name').fill(studio);
  await fillAccount(page, name, email);
  await page.getByRole('button', { name: 'Start the studio' }).click();
}

export async function fillAccount(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

export async function createFirstTeam(page: Page, name: string): Promise<string> {
  await page.getByLabel('Team name').fill(name);
  await page.getByRole('button', { name: 'Create team' }).click();
  await page.waitForURL(/\/t\/[^/]+$/);
  await page.getByRole('heading', { name, level: 2 }).waitFor();
  return new URL(page.url()).pathname;
}

/** Makes an invitation link as the dialog does, and reads it from the field. */
export async function invite(page: Page, team: string): Promise<string> {
  await page.goto(`${team}/members`);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('button', { name: 'Make link' }).click();
  const url = await page.getByLabel('Invitation link', { exact: true }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  return new URL(url).pathname;
}

export async function joinWith(page: Page, link: string, name: string, email: string): Promise<void> {
  await page.goto(link);
  await fillAccount(page, name, email);
  await page.getByRole('button', { name: 'Create an account to join' }).click();
  await page.waitForURL(/\/t\/[^/]+$/);
}

export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/t\/[^/]+$/);
}

export async function openChannel(page: Page, name: string): Promise<void> {
  await page
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await page.waitForURL(/\/messages\//);
  await page.getByRole('textbox', { name: /message/i }).waitFor();
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /message/i }).fill(text);
  await page.keyboard.press('Enter');
}
