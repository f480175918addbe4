import { AgentError } from '../agent-error.ts';
import type { LogPlace } from '../task.ts';

/** `?stream=stdout&offset=0&maxBytes=65536`; the last two may be missing. */
export function parseLogPlace({ searchParams }: URL): LogPlace {
  const stream = searchParams.get('stream');
  if (stream !== 'stdout' && stream !== 'stderr') throw new AgentError('bad-task', 'The stream is stdout or stderr.');
  const offset = whole(searchParams.get('offset'), 'offset');
  const maxBytes = whole(searchParams.get('maxBytes'), 'maxBytes');
  return { stream, ...(offset === undefined ? {} : { offset }), ...(maxBytes === undefined ? {} : { maxBytes }) };
}

function whole(text: string | null, name: string): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new AgentError('bad-task', `The ${name} of a log is a whole number, not ${JSON.stringify(text.slice(0, 40))}.`);
}
