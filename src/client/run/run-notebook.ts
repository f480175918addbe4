import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { startWorkspace } from '../../workspace/contract.ts';
import { call } from '../call.ts';
import { type Connection, Refused } from '../connection.ts';
import { NotebookLink } from './notebook-link.ts';
import { NotebookRun, type Screen } from './notebook-run.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const interruptSeconds = 5;

/** Runs every cell of a notebook where it is, and prints what the cells print as they do. */
export async function runNotebook(connection: Connection, account: string, path: string): Promise<void> {
  await call(connection, startWorkspace, { params: { name: account }, query: { wait: true } });
  await runCells(connection, account, path, {
    print: (text) => process.stdout.write(text),
    note: (line) => process.stderr.write(`${line}\n`),
    ask: process.stdin.isTTY === true ? askOnTerminal : null,
  });
}

/** The same in a workspace that runs. A signal takes back what it has queued and interrupts what it has running. */
export async function runCells(connection: Connection, account: string, path: string, screen: Screen): Promise<void> {
  const link = new NotebookLink(connection, account, path, {
    message: (message) => run.received(message),
    changed: () => run.changed(),
    lost: (why) => run.fail(why),
  });
  const run: NotebookRun = new NotebookRun(link, screen);
  let deadline: NodeJS.Timeout | undefined;
  const stop = (signal: (typeof signals)[number]) => {
    const exitCode = 128 + constants.signals[signal];
    run.stop(new Refused('Stopped: what waited was taken out of the queue, what ran was interrupted.', { exitCode }));
    const goesOn = `Stopped; the cell that runs did not end within ${interruptSeconds} seconds and goes on.`;
    deadline = setTimeout(() => run.fail(new Refused(goesOn, { exitCode })), interruptSeconds * 1000);
  };
  for (const signal of signals) process.once(signal, stop);
  try {
    await run.ended;
  } finally {
    clearTimeout(deadline);
    for (const signal of signals) process.off(signal, stop);
    link.close();
  }
}

async function askOnTerminal(question: string, hidden: boolean, signal: AbortSignal): Promise<string | undefined> {
  const echo = hidden ? {} : { output: process.stderr };
  const lines = createInterface({ input: process.stdin, terminal: true, ...echo });
  if (hidden) process.stderr.write(question);
  else lines.setPrompt(question);
  if (!hidden) lines.prompt();
  // The terminal is raw meanwhile: Ctrl-C comes as a key.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const abort = () => lines.close();
  signal.addEventListener('abort', abort);
  try {
    return await new Promise<string | undefined>((answer) => {
      lines.once('line', answer);
      lines.once('close', () => answer(undefined));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    lines.close();
    if (hidden || signal.aborted) process.stderr.write('\n');
  }
}
