import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EngineStatus, engineSocketName } from '../../../engines/duckdb/protocol.ts';
import { NotebookClient } from '../testing/notebook-client.ts';
import { noPython, RealServer } from '../testing/real-server.ts';

describe.skipIf(noPython() !== null)('a workspace that ran Python the last time', () => {
  let server: RealServer;
  beforeEach(async () => {
    server = new RealServer();
    await server.start();
  });
  afterEach(() => server.dispose());

  test('has one ready, with the packages that were used', async () => {
    await nextSession('import pandas');
    const spare = await untilWaiting();
    // While it waits it imports what was used.
    await untilMapped(spare, 'pandas');
    expect(await run('import os, sys; print(os.getpid(), "pandas" in sys.modules)')).toBe(`${spare} True`);
  });

  test('sees what was installed since', async () => {
    await nextSession('import pandas');
    await untilMapped(await untilWaiting(), 'pandas');
    const library = join(server.home, '.stoa/python/lib');
    const [version = ''] = readdirSync(library);
    writeFileSync(join(library, version, 'site-packages/pandas.py'), 'own = 7');
    expect(await run('import pandas; print(pandas.own)')).toBe('7');
  });

  test('imports a person’s own file before a package of its name', async () => {
    await nextSession('import pandas');
    await untilMapped(await untilWaiting(), 'pandas');
    writeFileSync(join(server.home, 'pandas.py'), 'own = 8');
    expect(await run('import pandas; print(pandas.own)')).toBe('8');
  });

  test('has none any more after a session without Python', async () => {
    await nextSession('import pandas');
    const former = await untilWaiting();
    await server.startEngine();
    expect((await server.ask('POST', '/api/kernels', { name: 'sql' }, json)).status).toBe(201);
    await restart();
    await sleep(500);
    expect(waiting().filter((pid) => pid !== former)).toEqual([]);
  });

  test('leaves the SQL engine unopened until somebody asks', async () => {
    await nextSession('pass');
    await server.startEngine();
    await expect.poll(database, { timeout: 10_000 }).not.toBe('');
    await sleep(300);
    expect(await database()).toBe('unopened');
    expect((await server.ask('POST', '/api/kernels', { name: 'sql' }, json)).status).toBe(201);
    await expect.poll(database, { timeout: 10_000 }).toBe('home');
  });

  /** What the engine says of its database; nothing while it does not answer yet. */
  function database(): Promise<string> {
    const socketPath = join(server.runtime, engineSocketName);
    return new Promise((resolve) => {
      get({ socketPath, path: '/status', agent: false }, async (answer) => {
        const status: EngineStatus = JSON.parse((await answer.toArray()).join(''));
        resolve(status.database);
      }).on('error', () => resolve(''));
    });
  }

  const json = { 'content-type': 'application/json' };

  /** A session that runs the cell, and the start of the one after it. */
  async function nextSession(cell: string): Promise<void> {
    await run(cell);
    await restart();
  }

  /** As with a new sandbox: nothing of the one before runs, and its runtime folder is gone. */
  async function restart(): Promise<void> {
    const { json: kernels } = await server.get('/api/kernels');
    for (const { id } of kernels) await server.ask('DELETE', `/api/kernels/${id}`);
    await server.kill('SIGTERM');
    server.engine?.kill('SIGKILL');
    rmSync(server.runtime, { recursive: true, force: true });
    await server.start();
  }

  async function run(source: string): Promise<string> {
    const cells = [{ id: 'a', cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null }];
    const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
    const path = `${Date.now()}.ipynb`;
    writeFileSync(
      join(server.home, path),
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }),
    );
    const page = await NotebookClient.open(server, path);
    await page.run(['a']);
    page.close();
    return page.outputText('a').trim();
  }

  /** Of this home's Pythons, those that wait to become a kernel. */
  function waiting(): number[] {
    const python = join(server.home, '.stoa/python/bin/python');
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        const words = existsSync(`/proc/${pid}/cmdline`)
          ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
          : [];
        return words[0] === python && words.includes('--wait');
      })
      .map(Number);
  }

  async function untilWaiting(): Promise<number> {
    for (let tries = 0; tries < 200; tries++) {
      const [pid] = waiting();
      if (pid !== undefined) return pid;
      await sleep(50);
    }
    throw new Error('no Python waits');
  }

  async function untilMapped(pid: number, name: string): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      if (readFileSync(`/proc/${pid}/maps`, 'utf8').includes(`/${name}/`)) return;
      await sleep(50);
    }
    throw new Error(`${name} was not imported`);
  }
});
