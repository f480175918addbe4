import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { AgentError, type AgentErrorCode } from '../../agent-error.ts';
import type { AgentPort } from '../../agent-port.ts';
import type { AgentResources } from '../../host-resources.ts';
import type { ProbeReport } from '../../probe-report.ts';
import type { WorkListing, WorkPart } from '../../rules/work-place.ts';
import type { LogPart, LogPlace, TaskEvent, TaskSample, TaskState, TaskUsage } from '../../task.ts';

const answerMilliseconds = 10_000;

/**
 * The agent over its unix socket: JSON over HTTP, events as a line of JSON each.
 *
 * @param epoch of the control that gives orders; an agent that has seen a newer one refuses them (`stale-epoch`)
 */
export function agentClient(socketPath: string, epoch: () => number = () => 0): AgentPort {
  const call = (method: string, path: string, body?: unknown, signal?: AbortSignal) =>
    send({ socketPath, epoch: epoch() }, method, path, body, signal);
  // One that hangs takes the connection, and never answers.
  const ask = (path: string) => call('GET', path, undefined, AbortSignal.timeout(answerMilliseconds));
  const order = (path: string, body: unknown) => call('POST', path, body, AbortSignal.timeout(answerMilliseconds));
  const task = (id: string) => `/tasks/${encodeURIComponent(id)}`;
  return {
    launch: async (spec, signal) => parsed<TaskState>(await call('POST', '/tasks', spec, signal)),
    stop: async (id, graceSeconds, signal) =>
      absent<TaskState>(
        await call('POST', `${task(id)}/stop`, graceSeconds === undefined ? {} : { graceSeconds }, signal),
      ),
    resize: async (id, limits) => parsed<{ done: boolean }>(await call('POST', `${task(id)}/resize`, limits)).done,
    state: async (id) => absent<TaskState>(await ask(task(id))),
    list: async () => parsed<TaskState[]>(await ask('/tasks')),
    forget: async (id) => absent<{ known: boolean }>(await order(`${task(id)}/forget`, {}))?.known ?? false,
    events: (sinceId, signal) => follow(socketPath, sinceId, signal),
    usage: async (id) => absent<TaskUsage>(await ask(`${task(id)}/usage`)),
    log: async (id, maxBytes = 16_384) => {
      const answer = await ask(`${task(id)}/log?maxBytes=${maxBytes}`);
      return answer.status === 404 ? '' : accepted(answer).text;
    },
    readLog: async (id, place) => {
      const told = absent<SentLogPart>(await ask(`${task(id)}/log-part?${placeQuery(place)}`));
      return told && received(told);
    },
    followLog: (id, place, signal) => followLog(socketPath, `${task(id)}/log-follow?${placeQuery(place)}`, signal),
    listWork: async (place) => absent<WorkListing>(await order('/work/list', place)),
    readWork: async (place, range) => {
      const told = absent<Sent<WorkPart>>(await order('/work/read', { ...place, ...range }));
      return told && received(told);
    },
    samples: async () => parsed<Record<string, TaskSample>>(await ask('/samples')),
    resources: async () => parsed<AgentResources>(await ask('/resources')),
    probe: async () => parsed<ProbeReport>(await ask('/probe')),
    signalProcess: async (id, processName, signal) =>
      parsed<{ found: boolean }>(await call('POST', `${task(id)}/signal`, { processName, signal })).found,
    ensureGroup: async (group) => void accepted(await call('POST', '/groups', group)),
    ensureHome: async (tenant, limits) => void accepted(await call('POST', '/homes', { tenant, limits })),
    removeVolume: async (volume) => void accepted(await order('/volumes/remove', { volume })),
    releaseHome: async (tenant) => parsed<{ released: boolean }>(await order('/homes/release', { tenant })).released,
  };
}

interface Answer {
  status: number;
  text: string;
}

function accepted(answer: Answer): Answer {
  if (answer.status < 300) return answer;
  const problem = parseProblem(answer.text);
  throw new AgentError(problem.code ?? 'agent-failed', problem.detail ?? `The agent answered ${answer.status}.`, {
    why: problem.why ?? '',
    fix: problem.fix ?? '',
  });
}

// The agent is our own, of the same release or one beside it: its answers are trusted as they are.
const parsed = <T>(answer: Answer): T => JSON.parse(accepted(answer).text) as T;
const absent = <T>(answer: Answer): T | undefined => (answer.status === 404 ? undefined : parsed<T>(answer));

function parseProblem(text: string): { code?: AgentErrorCode; detail?: string; why?: string; fix?: string } {
  try {
    return JSON.parse(text) as ReturnType<typeof parseProblem>;
  } catch {
    return {};
  }
}

interface Whom {
  socketPath: string;
  epoch: number;
}

function open({ socketPath, epoch }: Whom, method: string, path: string, body: unknown, signal?: AbortSignal) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      'stoa-epoch': epoch,
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    // No kept-alive connections: a launch must never meet one that a restarted agent has just closed.
    const outgoing = request({ socketPath, method, path, headers, agent: false, ...(signal ? { signal } : {}) });
    outgoing.once('response', resolve);
    outgoing.once('error', (cause: NodeJS.ErrnoException) => {
      if (signal?.aborted && !isTimeout(signal)) return reject(cause);
      reject(
        new AgentError('agent-unreachable', `The agent does not answer (${cause.code ?? cause.message}).`, { cause }),
      );
    });
    outgoing.end(text);
  });
}

/** Nobody wanted it to end: it took too long. */
const isTimeout = ({ reason }: AbortSignal): boolean =>
  reason instanceof DOMException && reason.name === 'TimeoutError';

async function send(whom: Whom, method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await open(whom, method, path, body, signal);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
  } catch (cause) {
    throw new AgentError('agent-unreachable', 'The agent went away while it answered.', { cause });
  }
}

/** Bytes come as base64. */
type Sent<Part> = Omit<Part, 'bytes'> & { bytes: string };
type SentLogPart = Sent<LogPart>;
const received = <Part extends { bytes: string }>(part: Part) => ({
  ...part,
  bytes: Buffer.from(part.bytes, 'base64'),
});

const placeQuery = ({ stream, offset, maxBytes }: LogPlace): string =>
  new URLSearchParams({
    stream,
    ...(offset === undefined ? {} : { offset: String(offset) }),
    ...(maxBytes === undefined ? {} : { maxBytes: String(maxBytes) }),
  }).toString();

async function* followLog(socketPath: string, path: string, signal: AbortSignal): AsyncGenerator<LogPart> {
  for await (const part of lines<SentLogPart | { over: true }>(socketPath, path, signal)) {
    if ('over' in part) return;
    yield received(part);
  }
  if (!signal.aborted) throw new AgentError('agent-unreachable', 'The agent closed the log.');
}

/** Ends when aborted; throws `agent-unreachable` when the agent goes away: call again with the last id. */
async function* follow(socketPath: string, sinceId: number, signal: AbortSignal): AsyncGenerator<TaskEvent> {
  yield* lines<TaskEvent>(socketPath, `/events?since=${sinceId}`, signal);
  if (!signal.aborted) throw new AgentError('agent-unreachable', 'The agent closed its events.');
}

async function* lines<Line>(socketPath: string, path: string, signal: AbortSignal): AsyncGenerator<Line> {
  try {
    const response = await open({ socketPath, epoch: 0 }, 'GET', path, undefined, signal);
    if (response.statusCode !== 200) throw new AgentError('agent-failed', `The agent answered ${response.statusCode}.`);
    for await (const line of linesOf(response)) yield JSON.parse(line) as Line;
  } catch (cause) {
    if (signal.aborted) return;
    if (cause instanceof AgentError) throw cause;
    throw new AgentError('agent-unreachable', 'The agent went away.', { cause });
  }
}

/** Whoever stops reading closes the connection. */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const piece of response) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
}
