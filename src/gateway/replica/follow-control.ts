import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../platform/index.ts';
import type { Control } from '../control.ts';
import type { ReplicaCopy } from './copy.ts';
import { readStreamLine } from './entries.ts';

const silenceMs = 12_000;
const firstPauseMs = 50;
const longestPauseMs = 2_000;

/** Keeps the copy up to date until the signal; when control goes away it is looked for again, ever more rarely. */
export async function followControl(
  control: Control,
  copy: ReplicaCopy,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let pause = firstPauseMs;
  let told = false;
  while (!signal.aborted) {
    try {
      const stream = await control.follow(silenceMs, signal);
      copy.begin();
      pause = firstPauseMs;
      await takeAll(stream, control, copy, signal, () => {
        told = false;
        log.info({ revision: copy.revision, ...copy.sizes }, 'following control');
      });
      log.info('control ended the stream of changes');
    } catch (error) {
      if (signal.aborted) return;
      if (!told) log.warn({ err: error }, 'control is away; serving from the copy');
      told = true;
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, longestPauseMs);
  }
}

async function takeAll(
  stream: AsyncIterable<Buffer>,
  control: Control,
  copy: ReplicaCopy,
  signal: AbortSignal,
  complete: () => void,
): Promise<void> {
  const ended = new AbortController();
  const acknowledge = acknowledger(control, copy, AbortSignal.any([signal, ended.signal]));
  try {
    await takeLines(stream, copy, acknowledge, complete);
  } finally {
    ended.abort();
  }
}

async function takeLines(
  stream: AsyncIterable<Buffer>,
  copy: ReplicaCopy,
  acknowledge: () => void,
  complete: () => void,
): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    let news = false;
    for (const text of lines) {
      const line = readStreamLine(JSON.parse(text));
      news = copy.take(line) || news;
      if (line.type === 'snapshot') complete();
    }
    if (news) acknowledge();
  }
}

/** One acknowledgement is on its way at a time; the next one carries the newest revision. */
function acknowledger(control: Control, copy: ReplicaCopy, signal: AbortSignal): () => void {
  let sent = -1;
  let busy = false;
  const send = async () => {
    if (busy) return;
    busy = true;
    while (sent < copy.revision && !signal.aborted) {
      const revision = copy.revision;
      const error = await control.acknowledge(revision, signal).catch((cause: unknown) => cause ?? true);
      if (error === undefined) sent = revision;
      else await sleep(200, undefined, { signal }).catch(() => undefined);
    }
    busy = false;
  };
  return () => void send();
}
