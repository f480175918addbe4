import { useEffect, useState } from 'react';
import { type LogStream, readLog } from '../../../src/cluster/contract.ts';
import { call } from '../api/call.ts';

export interface ShownLog {
  readonly text: string;
  /** Bytes before what is shown. */
  readonly before: number;
  /** No more will come. */
  readonly ended: boolean;
  readonly error: unknown;
}

const firstBytes = 65_536;
const mostCharacters = 500_000;
const pauseMs = 1_000;

/** The end of what a task wrote on a stream, and what it writes while this is shown; of null there is nothing. */
export function useTaskLog(taskId: string | null, stream: LogStream, times: number): ShownLog | null {
  const [log, setLog] = useState<ShownLog | null>(null);
  useEffect(() => {
    void times;
    const stop = new AbortController();
    setLog(taskId === null ? { text: '', before: 0, ended: true, error: null } : null);
    if (taskId === null) return;
    void follow(taskId, stream, stop.signal, setLog);
    return () => stop.abort();
  }, [taskId, stream, times]);
  return log;
}

async function follow(
  taskId: string,
  stream: LogStream,
  signal: AbortSignal,
  show: (log: ShownLog) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  let before: number | null = null;
  let offset = -firstBytes;
  try {
    for (;;) {
      const query = { offset, limit: 262_144 };
      const part = await call(readLog, { params: { taskId, stream }, query, signal });
      before ??= part.offset;
      text += decoder.decode(bytesOf(part.data), { stream: true });
      if (text.length > mostCharacters) {
        const kept = text.slice(-mostCharacters);
        before += text.length - kept.length;
        text = kept;
      }
      const whole = part.ended && part.next >= part.kept.to;
      show({ text, before, ended: whole, error: null });
      if (whole) return;
      if (part.next === Math.max(0, offset) || part.next >= part.kept.to) await pause(signal);
      offset = part.next;
    }
  } catch (error) {
    if (!signal.aborted) show({ text, before: before ?? 0, ended: true, error });
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((go, stop) => {
    const timer = setTimeout(go, pauseMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      stop(signal.reason);
    });
  });
}
