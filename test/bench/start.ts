import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { plainEnvironment } from '../platform/plain-environment.ts';
import { enginesFolder, freePort } from '../platform/start-platform.ts';
import { compared, median, type Row } from './figure.ts';
import type { Given, Part } from './part.ts';

export const start: Part = {
  name: 'start',
  about: 'npm start to the sign-in page, warm',
  deadlineSeconds: 300,
  run: measure,
};

const root = resolve(import.meta.dirname, '../..');
const askAgainMilliseconds = 10;

/** The first start builds and makes the data folder; the later ones count. */
async function measure({ signal, small }: Given): Promise<readonly Row[]> {
  const data = await mkdtemp(join(tmpdir(), 'stoa-'));
  try {
    await toSignInPage(data, signal);
    const took: number[] = [];
    for (let round = 0; round < (small ? 1 : 5); round++) took.push(await toSignInPage(data, signal));
    return [
      compared({
        figure: 'npm start to the sign-in page, built and started before',
        unit: 's',
        ours: median(took) / 1000,
        goal: { under: 2 },
      }),
    ];
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** Milliseconds from the command to the page; what was started has ended when this returns. */
async function toSignInPage(data: string, signal: AbortSignal): Promise<number> {
  const port = await freePort();
  const settings = ['--data', data, '--listen', `localhost:${port}`, '--engines', enginesFolder()];
  const begin = performance.now();
  const npm = spawn('npm', ['start', '--silent', '--', ...settings], {
    cwd: root,
    // A group of its own, which is told to end as by Ctrl-C.
    detached: true,
    env: { ...plainEnvironment(), STOA_ADMIN_PASSWORD: 'a-password-for-the-bench' },
    stdio: 'ignore',
  });
  const gone = once(npm, 'exit');
  try {
    for (;;) {
      signal.throwIfAborted();
      if (npm.exitCode !== null) throw new Error(`npm start ended with ${npm.exitCode}`);
      const page = await fetch(`http://localhost:${port}/`, { signal }).catch(() => undefined);
      await page?.text();
      if (page?.status === 200) return performance.now() - begin;
      await delay(askAgainMilliseconds);
    }
  } finally {
    if (npm.pid !== undefined && npm.exitCode === null) process.kill(-npm.pid, 'SIGINT');
    await gone;
  }
}
