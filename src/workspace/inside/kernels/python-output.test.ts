import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noPython, testPython } from '../testing/real-server.ts';
import { Channels } from './channels.ts';
import { newConnection, writeConnection } from './connection-file.ts';
import { compose, content, type WireMessage } from './wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'stoa-python-'));
const missing = noPython();
let kernel: ChildProcess;
let channels: Channels;

beforeAll(async () => {
  if (missing !== null) return;
  const connection = await newConnection('ipc', join(folder, 's'), 'python3');
  await writeConnection(join(folder, 'connection.json'), connection);
  const library = join(import.meta.dirname, 'python');
  const argv = [join(library, 'stoa_ipykernel.py'), '-f', join(folder, 'connection.json')];
  kernel = spawn(join(testPython, 'bin/python'), argv, {
    env: { PATH: process.env.PATH, HOME: folder, PYTHONPATH: library },
    stdio: 'ignore',
  });
  channels = new Channels(connection);
  await channels.whenReady(AbortSignal.timeout(60_000));
}, 60_000);

afterAll(async () => {
  if (missing === null) {
    const ended = once(kernel, 'exit');
    kernel.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Seen {
  text: string;
  shown: number;
  error: string;
}

/** Runs a cell until the kernel is idle again. */
async function run(code: string, displayed: () => void = () => undefined): Promise<Seen> {
  const options = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
  const request = compose('shell', 'execute_request', channels.session, { code, ...options });
  const seen = { text: '', shown: 0, error: '' };
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  const hear = (message: WireMessage): void => {
    if (message.parent.msg_id !== request.header.msg_id) return;
    const said = content(message);
    if (message.header.msg_type === 'stream') seen.text += String(said.text);
    if (message.header.msg_type === 'display_data' && ++seen.shown === 1) displayed();
    if (message.header.msg_type === 'error') seen.error = String(said.ename);
    if (said.execution_state === 'idle') resolve();
  };
  channels.on('message', hear);
  channels.send(request);
  await idle.finally(() => channels.off('message', hear));
  return seen;
}

describe.skipIf(missing !== null)(`Python's output${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test('an interrupt comes between two messages, never inside one: all that follow arrive', async () => {
    const endless = 'while True:\n  display(1)\n  print("x", flush=True)';
    for (let round = 0; round < 25; round++) {
      const { error } = await run(endless, () => setTimeout(() => kernel.kill('SIGINT'), 2 * round));
      expect(error).toBe('KeyboardInterrupt');
    }
    expect((await run('print("whole")')).text).toBe('whole\n');
  }, 60_000);

  test('what several threads print while a cell displays arrives once, and before the cell is over', async () => {
    const seen = await run(`
import threading
def write(letter):
    for _ in range(20000): print(letter, end="")
threads = [threading.Thread(target=write, args=(letter,)) for letter in "abcd"]
for thread in threads: thread.start()
for number in range(200): display(number)
for thread in threads: thread.join()`);
    expect(seen.shown).toBe(200);
    expect([...'abcd'].map((letter) => seen.text.split(letter).length - 1)).toEqual([20000, 20000, 20000, 20000]);
  }, 60_000);

  test('forked processes print, and so does their parent after them', async () => {
    const seen = await run(`
import multiprocessing
def child(number):
    print("child", number)
    return number
with multiprocessing.get_context("fork").Pool(4) as pool: print("sum", sum(pool.map(child, range(20))))`);
    expect(seen.text.split('child').length - 1).toBe(20);
    expect(seen.text).toContain('sum 190\n');
  }, 60_000);

  test('output of a running cell is seen while it runs', async () => {
    let early = false;
    const hear = ({ header, contentBytes }: WireMessage): void => {
      if (header.msg_type === 'stream' && contentBytes.includes('early')) early = true;
    };
    channels.on('message', hear);
    const running = run('import time\nprint("early")\ntime.sleep(4)');
    await expect.poll(() => early, { timeout: 3_500 }).toBe(true);
    await running.finally(() => channels.off('message', hear));
  }, 60_000);
});
