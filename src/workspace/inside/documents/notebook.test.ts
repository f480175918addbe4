import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outputReferenceType, streamCutType } from '../../protocol/document.ts';
import { NotebookClient } from '../testing/notebook-client.ts';
import { noPython, RealServer } from '../testing/real-server.ts';

const server = new RealServer();
beforeAll(() => server.start());
afterAll(() => server.dispose());

interface FileCell {
  id: string;
  source: string[];
  outputs?: Record<string, unknown>[];
  metadata: Record<string, unknown>;
}

function onDisk(path: string): { cells: FileCell[]; metadata: Record<string, unknown>; nbformat_minor: number } {
  return JSON.parse(readFileSync(join(server.home, path), 'utf8'));
}

function put(path: string, cells: Record<string, unknown>[], extra: Record<string, unknown> = {}): void {
  mkdirSync(server.home, { recursive: true });
  const whole = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...extra };
  writeFileSync(join(server.home, path), JSON.stringify(whole), { mode: 0o640 });
  // umask of the test must not decide what is tested
  chmodSync(join(server.home, path), 0o640);
}

function codeCell(id: string, source: string): Record<string, unknown> {
  return { id, cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null };
}

async function fileHolds(path: string, text: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (readFileSync(join(server.home, path), 'utf8').includes(text)) return;
    await sleep(50);
  }
  throw new Error(`${path} never held ${text}`);
}

describe('a notebook that is open', () => {
  test('what is typed is in the journal when it counts as saved, and soon in the file, with its mode', async () => {
    put('typed.ipynb', [codeCell('a', 'x')], { nbformat_minor: 2, metadata: { odd: [1] } });
    const page = await NotebookClient.open(server, 'typed.ipynb');
    page.notebook.getCell(0).setSource('x = "typed"');
    await page.saved();
    await fileHolds('typed.ipynb', 'typed');
    expect(statSync(join(server.home, 'typed.ipynb')).mode & 0o777).toBe(0o640);
    expect(onDisk('typed.ipynb')).toMatchObject({ nbformat_minor: 5, metadata: { odd: [1] } });
    page.close();
  });

  test('two pages see each other typing', async () => {
    put('two.ipynb', [codeCell('a', '')]);
    const one = await NotebookClient.open(server, 'two.ipynb');
    const two = await NotebookClient.open(server, 'two.ipynb');
    one.notebook.getCell(0).setSource('from one');
    await two.until(() => two.notebook.getCell(0).getSource() === 'from one', 'the other page to see it');
    two.addCode('from two');
    await one.until(() => one.notebook.cells.length === 2, 'the first page to see it');
    one.close();
    two.close();
  });

  test('an edit on disk is merged by cell, and a conflict is kept as a version beside it', async () => {
    put('outside.ipynb', [codeCell('a', 'one'), codeCell('b', 'two')]);
    const page = await NotebookClient.open(server, 'outside.ipynb');
    page.notebook.getCell(0).setSource('one, live');
    await page.saved();
    put('outside.ipynb', [codeCell('a', 'one, disk'), codeCell('b', 'two, disk'), codeCell('c', 'new')]);
    await page.until(() => page.messages.some(({ type }) => type === 'merged'), 'the edit on disk');
    expect(page.notebook.cells.map((cell) => cell.getSource())).toEqual(['one, live', 'two, disk', 'new']);
    const merged = page.messages.find((message) => message.type === 'merged');
    expect(merged).toMatchObject({ source: 'disk', conflicts: ['a'] });
    const version = merged?.type === 'merged' ? merged.version : null;
    expect(readFileSync(join(server.home, version ?? ''), 'utf8')).toContain('one, disk');
    await fileHolds('outside.ipynb', 'one, live');
    page.close();
  });

  test('a file that is broken outside is never overwritten, and taken up again when it is mended', async () => {
    put('broken.ipynb', [codeCell('a', 'good')]);
    const page = await NotebookClient.open(server, 'broken.ipynb');
    writeFileSync(join(server.home, 'broken.ipynb'), '{"cells": [ oops');
    await page.until(() => page.messages.some(({ type }) => type === 'error'), 'the problem to be said');
    page.notebook.getCell(0).setSource('live edit');
    await page.saved();
    await sleep(1500);
    expect(readFileSync(join(server.home, 'broken.ipynb'), 'utf8')).toBe('{"cells": [ oops');
    put('broken.ipynb', [codeCell('a', 'good'), codeCell('z', 'mended')]);
    await page.until(() => page.notebook.cells.length === 2, 'the mended file');
    await fileHolds('broken.ipynb', 'live edit');
    page.close();
  });

  test.each([
    ['missing.ipynb', null, 'not-found'],
    ['bad.ipynb', '{"cells": [', 'broken-notebook'],
    ['new.ipynb', '{"nbformat": 5, "cells": []}', 'newer-notebook'],
    ['../etc/x.ipynb', null, 'not-found'],
  ])('%s is refused with a reason', async (path, text, code) => {
    if (text !== null) writeFileSync(join(server.home, path), text);
    const page = await NotebookClient.open(server, path);
    expect(page.messages[0]).toMatchObject({ type: 'error', problem: { code } });
    expect(page.closed).toBeGreaterThanOrEqual(4400);
    if (text !== null) expect(readFileSync(join(server.home, path), 'utf8')).toBe(text);
    page.close();
  });

  test('a page that comes back with another history is told so, and its edits are merged, not doubled', async () => {
    put('history.ipynb', [codeCell('a', 'one'), codeCell('b', 'two')]);
    const page = await NotebookClient.open(server, 'history.ipynb', 'another-history');
    expect(page.hello?.rejoin).toBe(true);
    const base = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [codeCell('a', 'one'), codeCell('b', 'two')] };
    const mine = { ...base, cells: [codeCell('a', 'one, typed offline'), codeCell('b', 'two')] };
    page.send({ type: 'rejoin', base, mine });
    await page.until(() => page.messages.some(({ type }) => type === 'merged'), 'the merge');
    expect(page.notebook.cells.map((cell) => cell.getSource())).toEqual(['one, typed offline', 'two']);
    page.close();
    // The answer was lost with its connection, and somebody typed on meanwhile.
    const again = await NotebookClient.open(server, 'history.ipynb', page.hello?.historyId);
    again.notebook.getCell(0).setSource('one, typed offline and more');
    again.send({ type: 'rejoin', base, mine });
    await again.until(() => again.messages.some(({ type }) => type === 'merged'), 'the second merge');
    expect(again.notebook.cells.map((cell) => cell.getSource())).toEqual(['one, typed offline and more', 'two']);
    again.close();
  });

  test('renamed while it is open, it goes on under its new name with all its history', async () => {
    put('before.ipynb', [codeCell('a', 'one')]);
    const page = await NotebookClient.open(server, 'before.ipynb');
    page.notebook.getCell(0).setSource('typed before');
    await page.saved();
    const answer = await server.ask('PATCH', '/api/contents/before.ipynb', { path: 'after.ipynb' });
    expect(answer.json.path).toBe('after.ipynb');
    await page.until(() => page.messages.some((message) => message.type === 'moved'), 'being told');
    page.notebook.getCell(0).setSource('typed after');
    await page.saved();
    await fileHolds('after.ipynb', 'typed after');
    expect(existsSync(join(server.home, 'before.ipynb'))).toBe(false);
    page.close();
    const again = await NotebookClient.open(server, 'after.ipynb', page.hello?.historyId);
    expect(again.hello?.rejoin).toBe(false);
    expect(again.notebook.getCell(0).getSource()).toBe('typed after');
    again.close();
  });

  test('killed at any moment, the server comes back with every edit that it had acknowledged, none twice', async () => {
    put('killed.ipynb', [codeCell('a', '')]);
    let history = '';
    let text = '';
    for (let round = 0; round < 5; round++) {
      const page = await NotebookClient.open(server, 'killed.ipynb', history);
      expect(page.hello?.rejoin).toBe(false);
      expect(page.notebook.getCell(0).getSource()).toBe(text);
      history = page.hello?.historyId ?? '';
      for (let letter = 0; letter < 20; letter++) {
        text += String.fromCharCode(97 + ((round * 20 + letter) % 26));
        page.notebook.getCell(0).setSource(text);
      }
      await page.saved();
      await server.kill('SIGKILL');
      page.close();
      await server.start();
    }
    const page = await NotebookClient.open(server, 'killed.ipynb', history);
    expect(page.cellIds()).toEqual(['a']);
    expect(page.notebook.getCell(0).getSource()).toBe(text);
    page.close();
    await fileHolds('killed.ipynb', text);
  });
});

const missing = noPython();
describe.skipIf(missing !== null)(`cells in Python${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  const open = async (path: string, ...sources: string[]): Promise<NotebookClient> => {
    put(
      path,
      sources.map((source, index) => codeCell(`c${index}`, source)),
    );
    return NotebookClient.open(server, path);
  };

  test('a cell runs with its output, count and times, and all is in the file', async () => {
    const page = await open('run.ipynb', 'print("a")\n6 * 7');
    await page.run(['c0']);
    expect(page.cells.c0).toMatchObject({ phase: 'done', kernel: 'python3' });
    expect(page.outputText('c0')).toBe('a\n42');
    await fileHolds('run.ipynb', '"42"');
    const cell = onDisk('run.ipynb').cells[0];
    expect(cell?.metadata.execution).toHaveProperty('shell.execute_reply');
    expect(onDisk('run.ipynb').metadata).toMatchObject({ kernelspec: { name: 'python3' } });
    page.close();
  });

  test('it runs on when the page is closed, and is found again', async () => {
    const page = await open('away.ipynb', 'import time\nfor i in range(5):\n    print(i, flush=True); time.sleep(0.2)');
    page.send({ type: 'run', cells: ['c0'] });
    await page.until(() => page.cells.c0?.phase === 'running', 'it to run');
    page.close();
    await sleep(300);
    const later = await NotebookClient.open(server, 'away.ipynb');
    expect(later.hello?.cells.c0?.phase).toBe('running');
    await later.until(() => later.cells.c0?.phase === 'done', 'it to end');
    expect(later.outputText('c0')).toBe('0\n1\n2\n3\n4\n');
    later.close();
  });

  test('progress bars, clear_output and updated displays show what a notebook shows', async () => {
    const page = await open(
      'live.ipynb',
      'for i in range(3): print(f"\\r{i}0%", end="", flush=True)',
      'from IPython.display import clear_output\nprint("old")\nclear_output(wait=True)\nprint("new")',
      'from IPython.display import display\nh = display("first", display_id=True)\nh.update("second")',
    );
    await page.run(['c0', 'c1', 'c2']);
    expect(page.outputText('c0')).toBe('20%');
    expect(page.outputText('c1')).toBe('new\n');
    expect(page.outputText('c2')).toBe("'second'");
    page.close();
  });

  test('run all stops at the first error, and says of the rest that they did not run', async () => {
    const page = await open('stop.ipynb', 'x = 1', '1 / 0', 'print("never")');
    page.send({ type: 'run-all' });
    await page.until(() => page.cells.c2?.phase === 'stopped', 'the rest to be stopped');
    expect(page.cells).toMatchObject({ c0: { phase: 'done' }, c1: { phase: 'failed' } });
    expect(page.outputText('c1')).toBe('ZeroDivisionError: division by zero');
    page.close();
  });

  test('an interrupt stops the cell and empties the queue', async () => {
    const page = await open('interrupt.ipynb', 'import time; time.sleep(60)', 'print("never")');
    page.send({ type: 'run', cells: ['c0', 'c1'] });
    await page.until(() => page.cells.c0?.phase === 'running' && page.cells.c0.startedAt !== undefined, 'it to run');
    await sleep(300);
    page.send({ type: 'interrupt' });
    await page.until(() => page.cells.c0?.phase === 'stopped' && page.cells.c1?.phase === 'stopped', 'both to stop');
    page.close();
  });

  test('input() is asked of every page and answered by one', async () => {
    const page = await open('input.ipynb', 'name = input("who? "); print("hello", name)');
    const other = await NotebookClient.open(server, 'input.ipynb');
    page.send({ type: 'run', cells: ['c0'] });
    await other.until(() => other.messages.some(({ type }) => type === 'input-request'), 'the question');
    const asked = other.messages.find((message) => message.type === 'input-request');
    await sleep(500);
    other.send({ type: 'input', inputId: asked?.type === 'input-request' ? asked.inputId : '', value: 'ada' });
    await page.until(() => page.cells.c0?.phase === 'done', 'it to end');
    expect(page.outputText('c0')).toBe('who? ada\nhello ada\n');
    // What it waited for the person is no work of it, now and when the notebook is read later.
    expect(page.cells.c0?.waitedMs).toBeGreaterThanOrEqual(450);
    await fileHolds('input.ipynb', 'stoa.waited_ms');
    expect(page.messages.some(({ type }) => type === 'input-closed')).toBe(true);
    page.close();
    other.close();
  });

  test('a kernel that is killed says so at once, and the next run starts a new one', async () => {
    const page = await open('died.ipynb', 'import os, signal; os.kill(os.getpid(), signal.SIGKILL)', 'print("back")');
    const started = performance.now();
    await page.run(['c0']);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(page.cells.c0).toMatchObject({ phase: 'failed' });
    expect(page.cells.c0?.reason).toMatch(/killed/);
    expect(page.outputText('c0')).toMatch(/KernelDied/);
    await page.run(['c1']);
    expect(page.outputText('c1')).toBe('back\n');
    page.close();
  });

  test('completion and help come from the kernel', async () => {
    const page = await open('complete.ipynb', 'pass');
    await page.run(['c0']);
    page.send({ type: 'complete', requestId: 'r1', kernel: 'python3', code: '"🙂"; impor', cursor: 11 });
    await page.until(() => page.messages.some(({ type }) => type === 'complete-reply'), 'a completion');
    expect(page.messages.find(({ type }) => type === 'complete-reply')).toMatchObject({
      matches: ['import'],
      start: 6,
      end: 11,
    });
    page.send({ type: 'inspect', requestId: 'r2', kernel: 'python3', code: 'len', cursor: 3, detail: 0 });
    await page.until(() => page.messages.some(({ type }) => type === 'inspect-reply'), 'help');
    expect(page.messages.find(({ type }) => type === 'inspect-reply')).toMatchObject({ found: true });
    page.close();
  });

  test('a flood of output keeps head and tail, harms neither page nor server, and stays small', async () => {
    const line = '"x" * 99 + "\\n"';
    const page = await open(
      'flood.ipynb',
      `import sys\nfor i in range(600_000): sys.stdout.write(${line})\nprint("the end")`,
    );
    await page.run(['c0'], 60_000);
    await page.until(() => page.outputText('c0').endsWith('the end\n'), 'the end of the output');
    expect(page.bytes).toBeLessThan(20_000_000);
    expect(page.outputText('c0').length).toBeLessThan(300_000);
    const outputs = page.notebook.getCell(0).toJSON().outputs as { data?: Record<string, Record<string, unknown>> }[];
    const cut = outputs[1]?.data?.[streamCutType];
    expect(cut?.omittedLines).toBeGreaterThan(500_000);
    const kept = await server.get(`/stoa/outputs/${cut?.file}?path=flood.ipynb`);
    expect(kept.status).toBe(200);
    expect(kept.text.length).toBe(cut?.keptBytes);
    const memory = await server.get('/stoa/status');
    expect(memory.json.serverMemoryBytes).toBeLessThan(400_000_000);
    page.close();
  });

  test('a large output lies in a file beside the notebook', async () => {
    const html = 'from IPython.display import HTML\nHTML("<b>" + "y" * 3_000_000 + "</b>")';
    const page = await open('large.ipynb', html);
    await page.run(['c0']);
    const outputs = page.notebook.getCell(0).toJSON().outputs as {
      data: Record<string, { file: string; mime: string }>;
    }[];
    const reference = outputs[0]?.data[outputReferenceType];
    expect(reference?.mime).toBe('text/html');
    const file = await server.get(`/stoa/outputs/${reference?.file}?path=large.ipynb`);
    expect(file.text).toBe(`<b>${'y'.repeat(3_000_000)}</b>`);
    await fileHolds('large.ipynb', reference?.file ?? '-');
    page.close();
  });

  test('the server is killed while a cell runs: the kernel keeps its state, and the cell says what may be missing', async () => {
    const page = await open('survive.ipynb', 'import time\nx = 41\ntime.sleep(2)\nprint("end")', 'print(x + 1)');
    page.send({ type: 'run', cells: ['c0', 'c1'] });
    await page.until(() => page.cells.c0?.phase === 'running', 'it to run');
    await sleep(700);
    await server.kill('SIGKILL');
    page.close();
    await server.start();
    const later = await NotebookClient.open(server, 'survive.ipynb', page.hello?.historyId);
    await later.until(() => later.cells.c0?.phase === 'lost', 'the cell to be marked');
    expect(later.outputText('c0')).toContain('output may be missing');
    // The one that waited is not forgotten either.
    await later.until(() => later.cells.c1?.phase === 'done', 'the queue to go on');
    expect(later.outputText('c1')).toBe('42\n');
    later.close();
    // Nobody looked at a list meanwhile: what ran is known from the notebooks themselves.
    const { notebooks } = (await server.get('/stoa/recent')).json;
    const ran = notebooks.find((notebook: { path: string }) => notebook.path === 'run.ipynb');
    expect(ran).toMatchObject({ languages: ['python3'], lastRun: { state: 'done' } });
  });

  test('Python is the tenant’s own environment over the shared one, and what pip installs there stays', async () => {
    const page = await open('env.ipynb', 'import sys, pandas, matplotlib\nprint(sys.prefix)', '!pip --version');
    await page.run(['c0', 'c1']);
    expect(page.outputText('c0').trim()).toBe(join(server.home, '.stoa/python'));
    expect(page.outputText('c1')).toContain('pip');
    expect(readdirSync(join(server.home, '.stoa/python/lib')).length).toBe(1);
    expect(existsSync(join(server.home, '.stoa/python/bin/pip'))).toBe(true);
    page.close();
  });
});
