import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../../platform/browser.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../../platform/client.ts';
import { putNotebook } from '../../platform/notebook.ts';
import { type Platform, startPlatform } from '../../platform/start-platform.ts';

const cells = 1000;
let platform: Platform;
let browser: Browser;
let alice: Client;
let page: Page;

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  alice = await newPerson(await signInAdmin(platform), 'alice');
  await startWorkspace(alice, 'alice');
  await putNotebook(alice, 'alice', 'thousand.ipynb', longNotebook());
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

function longNotebook() {
  return Array.from({ length: cells }, (_, i) =>
    i % 10 === 0
      ? { cell_type: 'markdown', id: `text-${i}`, metadata: {}, source: `## Part ${i}\nOf $x_{${i}}$ and **more**.` }
      : {
          ...{ cell_type: 'code', id: `cell-${i}`, metadata: {}, execution_count: i },
          source: `# step ${i}\nvalues = [n * ${i} for n in range(100)]\nprint(sum(values))`,
          outputs: [{ output_type: 'stream', name: 'stdout', text: `${'a line of output\n'.repeat(10)}${4950 * i}\n` }],
        },
  );
}

/** Runs in the page. */
const collectFrames = `(milliseconds) => new Promise((done) => {
  const times = [];
  let last = performance.now();
  const end = last + milliseconds;
  const look = (now) => {
    times.push(now - last);
    last = now;
    if (now < end) requestAnimationFrame(look);
    else done(times);
  };
  requestAnimationFrame(look);
})`;

/** Milliseconds between frames while the notebook is scrolled by the wheel. */
async function framesWhileScrolling(seconds: number): Promise<number[]> {
  await page.mouse.move(700, 500);
  const frames: Promise<number[]> = page.evaluate(`(${collectFrames})(${seconds * 1000})`);
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await page.mouse.wheel(0, 240);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return frames;
}

test.skipIf(noBrowser)('a notebook of 1,000 cells opens, and both its ends are there', async () => {
  const began = performance.now();
  await page.goto(`${platform.url}/notebook/thousand.ipynb`);
  await page.getByRole('heading', { name: 'Part 0' }).waitFor();
  await page.getByText('# step 1', { exact: true }).first().waitFor();
  const opened = performance.now() - began;
  console.log(`usable after ${Math.round(opened)} ms`);
  // The goal is 2 s on a quiet machine; `npm run bench` measures it.
  expect(opened).toBeLessThan(15_000);
  await page.keyboard.press('Control+End');
  await page.getByText(`# step ${cells - 1}`).waitFor({ timeout: 10_000 });
});

test.skipIf(noBrowser)('it scrolls without standing still, also on a processor four times slower', async () => {
  const session = await page.context().newCDPSession(page);
  for (const rate of [1, 4]) {
    await page.goto(`${platform.url}/notebook/thousand.ipynb`);
    await page.getByRole('heading', { name: 'Part 0' }).waitFor();
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    const frames = await framesWhileScrolling(4);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const sorted = [...frames].sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
    console.log(
      `rate ${rate}: ${Math.round(frames.length / 4)} frames/s, median ${middle.toFixed(1)} ms, longest ${sorted.at(-1)?.toFixed(0)} ms`,
    );
    expect(sorted.at(-1)).toBeLessThan(5_000);
    const seen = await page.locator('body').innerText();
    expect(seen).toMatch(/step [1-9]\d/);
  }
});
