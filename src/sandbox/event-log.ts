import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import type { TaskEvent } from './task.ts';

const remembered = 2000;

/** What happened to tasks, in order. On disk before it is told, so that an end is told once, whoever is killed. */
export interface EventLog {
  append(event: Omit<TaskEvent, 'id' | 'at'>): TaskEvent;
  /** Remembered ones after `sinceId`, then new ones until aborted. */
  follow(sinceId: number, signal: AbortSignal): AsyncGenerator<TaskEvent>;
  all(): readonly TaskEvent[];
  close(): void;
}

export function openEventLog(path: string, now: () => number = Date.now): EventLog {
  let events = readEvents(path);
  if (events.length > remembered) events = events.slice(-remembered / 2);
  writeAnew(path, events);
  const file = openSync(path, 'a', 0o600);
  let unwritten = Buffer.alloc(0);
  const waiting = new Set<() => void>();

  return {
    append(event) {
      const at = now();
      // Grows even when the log is lost in a power cut.
      const id = Math.max((events.at(-1)?.id ?? 0) + 1, at * 1000);
      const whole: TaskEvent = { id, at, ...event };
      unwritten = Buffer.concat([unwritten, Buffer.from(`${JSON.stringify(whole)}\n`)]);
      try {
        unwritten = unwritten.subarray(writeSync(file, unwritten));
      } catch {
        // A full disk: written with the next one. Killed before that, an end is found and told again.
      }
      events.push(whole);
      if (events.length > 2 * remembered) events = events.slice(-remembered);
      for (const wake of waiting) wake();
      return whole;
    },
    async *follow(sinceId, signal) {
      let last = sinceId;
      while (!signal.aborted) {
        const fresh = events.filter((event) => event.id > last);
        for (const event of fresh) {
          yield event;
          last = event.id;
        }
        if (fresh.length > 0) continue;
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          signal.addEventListener('abort', wake);
          if (signal.aborted) wake();
        });
      }
    },
    all: () => events,
    close: () => closeSync(file),
  };
}

/** Shortened, and without half a line that a power cut left. */
function writeAnew(path: string, events: readonly TaskEvent[]): void {
  try {
    writeFileSync(`${path}.new`, events.map((event) => `${JSON.stringify(event)}\n`).join(''), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    // A full disk: the old one goes on, half a line and all; the next agent writes it anew.
    rmSync(`${path}.new`, { force: true });
  }
}

function readEvents(path: string): TaskEvent[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line ? [JSON.parse(line) as TaskEvent] : [];
    } catch {
      return [];
    }
  });
}
