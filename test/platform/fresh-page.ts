import type { Browser, Page } from 'playwright-core';

/** A page in a fresh browser profile; script errors and blocked content land in `faults`: they are faults of ours. */
export async function freshPage(browser: Browser, faults: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text()))
      faults.push(message.text());
  });
  return page;
}
