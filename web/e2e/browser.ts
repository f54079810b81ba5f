import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export type Theme = 'light' | 'dark';
export const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Size = keyof typeof sizes;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

interface PersonOptions {
  base: string;
  theme?: Theme;
  size?: Size;
  /** Only for the accessibility audit, whose own code the policy would refuse. */
  bypassCsp?: boolean;
}

/** A person at a browser of their own. What breaks on their pages is collected in `troubles`. */
export interface Person {
  page: Page;
  context: BrowserContext;
  troubles: string[];
}

export async function newPerson(browser: Browser, options: PersonOptions): Promise<Person> {
  const { base, theme = 'light', size = 'desk', bypassCsp = false } = options;
  const context = await browser.newContext({
    baseURL: base,
    viewport: sizes[size],
    colorScheme: theme,
    reducedMotion: 'reduce',
    bypassCSP: bypassCsp,
  });
  const troubles: string[] = [];
  await collectViolations(context, troubles);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(`error on ${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (/content security policy|trusted ?types?/i.test(message.text())) troubles.push(message.text());
  });
  return { page, context, troubles };
}

/** Every violation of the content security policy, Trusted Types included, on every page of the context. */
async function collectViolations(context: BrowserContext, troubles: string[]): Promise<void> {
  await context.exposeBinding('__violated', (_source, what: string) => void troubles.push(what));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      const tell = (window as unknown as { __violated: (what: string) => void }).__violated;
      tell(`policy: ${violatedDirective} refused ${blockedURI} at ${sourceFile}:${lineNumber} ${sample}`);
    });
  });
}
