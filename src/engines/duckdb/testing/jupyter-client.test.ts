import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** A Python environment with jupyter_client, pandas and pyarrow. */
const python = join(process.env.STOA_TEST_PYTHON ?? join(tmpdir(), 'stoa-test-python'), 'bin/python');
const missing = existsSync(python) ? '' : ` (skipped: no Python environment at ${python}, STOA_TEST_PYTHON)`;
const entry = join(import.meta.dirname, '../inside/main.ts');
const check = join(import.meta.dirname, 'jupyter_client_check.py');

test.skipIf(missing !== '')(
  `jupyter_client works with SQL kernels over ipc and tcp, and by argv${missing}`,
  async () => {
    const home = await mkdtemp(join(tmpdir(), 'stoa-sql-'));
    const env = { ...process.env, HOME: home, STOA_RUNTIME: home, STOA_CPUS: '2', STOA_MEMORY_BYTES: `${2 ** 30}` };
    const engine = spawn(process.execPath, [entry], { env, stdio: 'inherit' });
    try {
      await listening(join(home, 'sql.sock'));
      const argv = JSON.stringify([process.execPath, entry, '-f', '{connection_file}']);
      const { stdout } = await promisify(execFile)(python, [check, argv, join(home, 'sql.sock')], {
        env,
        timeout: 80_000,
      });
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
        first: ['ok', 1, 'answer\n──────\n    42\n1 row'],
        silent: [1, 0],
        shared: 'x\n─\n7\n1 row',
        temporary: 'Catalog Error',
        tables: true,
        files: ['é.parquet'],
        inspect: true,
        busy: true,
        meanwhile: 'one\n───\n  1\n1 row',
        stopped: true,
        interrupted: ['Interrupted', 'aborted'],
        restarted: 'Catalog Error',
        forged: 'dropped',
        closed: 404,
        thin: 'x\n─\n7\n1 row',
        signal: 'Interrupted',
        ended: true,
      });
    } finally {
      engine.kill('SIGKILL');
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    }
  },
  100_000,
);

async function listening(socketPath: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const answered = await new Promise<boolean>((resolve) => {
      const asked = request({ socketPath, path: '/status' }, (response) =>
        resolve(response.resume().statusCode === 200),
      );
      asked.on('error', () => resolve(false));
      asked.end();
    });
    if (answered) return;
    await sleep(20);
  }
  throw new Error('the engine does not listen');
}
