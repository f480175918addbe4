import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotebookClient } from '../../workspace/inside/testing/notebook-client.ts';
import { noPython, RealServer } from '../../workspace/inside/testing/real-server.ts';
import type { Screen } from './notebook-run.ts';
import { runCells } from './run-notebook.ts';

/** `stoa run` against a real workspace server; the door stands where the gateway is. */

const server = new RealServer();
let door: Server;
let url = '';

beforeAll(async () => {
  await server.start();
  door = createServer((socket) => {
    const inner = connect(server.socket);
    socket.pipe(inner).pipe(socket);
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const address = door.address();
  url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(async () => {
  door.close();
  await server.dispose();
});

function put(path: string, ...sources: string[]): void {
  mkdirSync(server.home, { recursive: true });
  const cells = sources.map((source, index) => ({
    id: `cell-${index}`,
    cell_type: 'code',
    source,
    metadata: {},
    outputs: [{ output_type: 'stream', name: 'stdout', text: `old output ${index}\n` }],
    execution_count: 1,
  }));
  writeFileSync(join(server.home, path), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
}

interface Told {
  printed: string;
  notes: string[];
  /** What the command ended with in words; empty for success. */
  refused: string;
}

function run(path: string, ask: Screen['ask'] = null): { told: Told; ended: Promise<Told> } {
  const told: Told = { printed: '', notes: [], refused: '' };
  const screen: Screen = {
    print: (text) => {
      told.printed += text;
    },
    note: (line) => told.notes.push(line),
    ask,
  };
  const ended = runCells({ url, token: 'x' }, 'ada', path, screen).then(
    () => told,
    (error: Error) => {
      told.refused = error.message;
      return told;
    },
  );
  return { told, ended };
}

async function until(condition: () => boolean, what: () => unknown): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never happened: ${JSON.stringify(what())}`);
}

describe.skipIf(noPython() !== null)('stoa run', () => {
  test('behind a cell that waits for an answer it says so, waits, and prints only what its own runs put out', async () => {
    put('asks.ipynb', 'print("first")', 'n = input("your name? ")\nprint("hello", n)');
    const page = await NotebookClient.open(server, 'asks.ipynb');
    page.send({ type: 'run', cells: ['cell-1'] });
    await page.until(() => page.messages.some(({ type }) => type === 'input-request'), 'the question');
    const { told, ended } = run('asks.ipynb', async () => 'Grace');
    await until(
      () => told.notes.length > 0,
      () => told,
    );
    expect(told).toEqual({
      printed: '',
      notes: ['waiting: a cell of this notebook asks for an answer on its page'],
      refused: '',
    });
    const asked = page.messages.find(({ type }) => type === 'input-request');
    if (asked?.type === 'input-request') page.send({ type: 'input', inputId: asked.inputId, value: 'Ada' });
    expect(await ended).toMatchObject({ printed: 'first\nhello Grace\n', refused: '' });
    expect(readFileSync(join(server.home, 'asks.ipynb'), 'utf8')).toContain('Grace');
    page.close();
  });

  test('a question without a terminal ends the run in words; the cell is interrupted, what waits is taken out', async () => {
    put('no-terminal.ipynb', 'print("first")', 'input("your name? ")', 'print("after")');
    const { printed, refused } = await run('no-terminal.ipynb').ended;
    expect(refused).toContain('"your name?"');
    expect(printed).toContain('first\n');
    expect(printed).not.toContain('after');
    expect(printed).not.toContain('old output');
    const page = await NotebookClient.open(server, 'no-terminal.ipynb');
    expect(Object.values(page.cells).map(({ phase }) => phase)).toEqual(['done', 'stopped', 'stopped']);
    page.close();
  });

  test('two at once run one after the other, each with all of its output', async () => {
    put('two.ipynb', 'n = globals().get("n", 0) + 1\nprint("run", n)', '', 'print("second of", n)');
    const ends = await Promise.all([run('two.ipynb').ended, run('two.ipynb').ended]);
    expect(ends.map(({ printed }) => printed).sort()).toEqual(['run 1\nsecond of 1\n', 'run 2\nsecond of 2\n']);
    expect(ends.map(({ refused }) => refused)).toEqual(['', '']);
  });

  test('lines come while the cell runs; a signal takes back what is queued and interrupts what runs', async () => {
    put('long.ipynb', 'import time\nprint("begun", flush=True)\ntime.sleep(60)', 'print("after")');
    const { told, ended } = run('long.ipynb');
    await until(
      () => told.printed === 'begun\n',
      () => told,
    );
    process.emit('SIGINT');
    expect((await ended).refused).toContain('taken out of the queue');
    const page = await NotebookClient.open(server, 'long.ipynb');
    expect(Object.values(page.cells).map(({ phase }) => phase)).toEqual(['stopped', 'stopped']);
    page.close();
  });

  test('a cell that fails is counted, and what stood behind it prints nothing', async () => {
    put('fails.ipynb', 'print("first")', '1 / 0', 'print("after")');
    const { printed, refused } = await run('fails.ipynb').ended;
    expect(refused).toBe('1 of 3 cells failed. 1 behind did not run.');
    expect(printed).toMatch(/^first\n(.|\n)*ZeroDivisionError/);
    expect(printed).not.toContain('old output');
  });

  test('somebody interrupts it on the page: that is no success; a cell deleted before its turn is passed over', async () => {
    put(
      'page.ipynb',
      'import time\nprint("begun", flush=True)\ntime.sleep(1)',
      'print("gone")',
      'print("last", flush=True)\ntime.sleep(60)',
    );
    const page = await NotebookClient.open(server, 'page.ipynb');
    const { told, ended } = run('page.ipynb');
    await until(
      () => told.printed === 'begun\n',
      () => told,
    );
    page.notebook.deleteCell(1);
    await until(
      () => told.printed.endsWith('last\n'),
      () => told,
    );
    page.send({ type: 'interrupt' });
    const { printed, refused } = await ended;
    expect(refused).toBe('1 of 3 cells did not run to their end. Interrupted.');
    expect(printed).not.toContain('gone');
    page.close();
  });

  test('the server dies meanwhile: the command ends in words, with nothing of an older run', async () => {
    put('dies.ipynb', 'import time\nprint("begun", flush=True)\ntime.sleep(3)', 'print("after")');
    const { told, ended } = run('dies.ipynb');
    await until(
      () => told.printed === 'begun\n',
      () => told,
    );
    await server.kill();
    expect(await ended).toMatchObject({
      printed: 'begun\n',
      refused: expect.stringContaining('connection to the workspace was lost'),
    });
    await server.start();
    // What the dead server left queued runs in the new one: this run waits for it, then runs all anew.
    const second = await run('dies.ipynb').ended;
    expect(second).toMatchObject({ printed: 'begun\nafter\n', refused: '' });
    expect(second.notes[0]).toMatch(/^waiting behind/);
  });
});
