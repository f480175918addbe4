import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NotebookClient } from '../../src/workspace/inside/testing/notebook-client.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { openNotebook, putNotebook } from '../platform/notebook.ts';
import { platformProcess, processesOf } from '../platform/processes.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** STOA_FLOOD_MB=1000 lets it run to the gigabyte. */
const megabytes = Number(process.env.STOA_FLOOD_MB ?? 100);
const MiB = 2 ** 20;
/** However much is printed: what is on its way, and what is not collected yet. */
const mostGrowth = 256 * MiB;

const line = 'another line of a loop that nobody stops, with its number and a little more: ';
const floods = {
  'print in a loop': `i = n = 0
while n < ${megabytes} * 10**6:
    s = "${line}" * 12 + str(i); print(s); n += len(s) + 1; i += 1
print("the end")`,
  'writing to descriptor 1': `import os
block = b"${line}\\n" * 1000; n = 0
while n < ${megabytes} * 10**6: n += os.write(1, block)
os.write(1, b"the end\\n")`,
};

describe('a cell that prints without end', () => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;
  let page: NotebookClient;

  beforeAll(async () => {
    platform = await startPlatform();
    admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
    await startWorkspace(alice, 'alice');
    await putNotebook(alice, 'alice', 'prints.ipynb', []);
    page = await openNotebook(alice, 'alice', 'prints.ipynb');
  });
  afterAll(async () => {
    page?.close();
    await platform?.stop();
  });

  test.for(Object.keys(floods) as (keyof typeof floods)[])(
    '%s: page, server and gateway stay small, and the output says where it was cut',
    { timeout: 120_000 + megabytes * 2000 },
    async (how, context) => {
      if (!(await untilPythonIsReady(admin))) context.skip('python3 is missing');
      const { uid } = (await alice.get('/api/session')).body.account;
      const server = processesOf(uid).find((pid) => commandLine(pid).includes('inside/workspace.js'));
      const watched = { server, gateway: platformProcess(platform.data, 'gateway') };
      const first = page.addCode('1', 'python3');
      const cell = page.addCode(floods[how], 'python3');
      await page.saved();
      await page.run([first]);
      const before = sizes(watched);
      const most = { ...before };
      let looking = true;
      const looks = (async () => {
        while (looking) {
          const now = sizes(watched);
          for (const name of ['server', 'gateway'] as const) most[name] = Math.max(most[name], now[name]);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      })();
      await page.run([cell], 60_000 + megabytes * 1000);
      looking = false;
      await looks;
      const shown = page.outputText(cell);
      if (process.env.STOA_FLOOD_MB) console.log(JSON.stringify({ how, megabytes, before, most, shown: shown.length }));
      expect(page.cells[cell]?.phase).toBe('done');
      expect(shown.length).toBeLessThan(4 * MiB);
      expect(shown).toMatch(/cut|truncated|left out/i);
      for (const name of ['server', 'gateway'] as const)
        expect(most[name] - before[name], name).toBeLessThan(mostGrowth);
      const after = page.addCode('6 * 7', 'python3');
      await page.saved();
      await page.run([after]);
      expect(page.outputText(after)).toBe('42');
    },
  );
});

function sizes(watched: Record<'server' | 'gateway', number | undefined>) {
  return { server: proportionalBytes(watched.server), gateway: proportionalBytes(watched.gateway) };
}

function proportionalBytes(pid: number | undefined): number {
  const found = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return Number(found?.[1] ?? 0) * 1024;
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
