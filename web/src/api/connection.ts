import { useSyncExternalStore } from 'react';
import { queries } from './queries.ts';
import { sessionQuery } from './session.ts';
import { hasSessionEnded } from './session-ended.ts';

/** open: the event stream is there. lost: it broke, the next try is at `retryAt`. closed: nobody is signed in. */
export interface Connection {
  readonly state: 'closed' | 'open' | 'lost';
  /** Milliseconds since 1970; only while lost. */
  readonly retryAt: number;
  readonly tryNow: () => void;
}

type Listener = (type: string, data: unknown) => void;

const types = ['workspace', 'account', 'group', 'audit', 'task', 'cluster', 'reset'];
const longestWaitMilliseconds = 15_000;
/** A stream that breaks and comes back at once, as when a process restarts, is not worth a strip. */
const patienceMilliseconds = 2_000;
/**
 * A browser opens six connections to a host over HTTP/1.1, for all of its tabs together: six tabs that each kept a
 * stream would leave none for the seventh page. One that nobody sees gives its stream back, and catches up when seen.
 */
const unseenMilliseconds = 5_000;

let source: EventSource | null = null;
let lastId = '';
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let lostSince = 0;
let unseen: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let connection: Connection = { state: 'closed', retryAt: 0, tryNow: () => {} };

/** Opens the one stream of this page; calling it again while it is open does nothing. */
export function openEvents(): void {
  document.addEventListener('visibilitychange', noteVisibility);
  if (source || timer || document.hidden) return;
  connect();
}

export function closeEvents(): void {
  document.removeEventListener('visibilitychange', noteVisibility);
  clearTimeout(unseen);
  letGo();
  lastId = '';
  failures = 0;
  lostSince = 0;
  show({ state: 'closed', retryAt: 0, tryNow: () => {} });
}

function letGo(): void {
  source?.close();
  source = null;
  clearTimeout(timer);
  timer = undefined;
}

function noteVisibility(): void {
  clearTimeout(unseen);
  if (document.hidden) unseen = setTimeout(letGo, unseenMilliseconds);
  else if (!source) connect();
}

/** Told of every event: its type and data. Gives back the way to stop. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => connection,
  );
}

function connect(): void {
  clearTimeout(timer);
  timer = undefined;
  if (hasSessionEnded()) return;
  const stream = new EventSource(`/api/events${lastId ? `?after=${encodeURIComponent(lastId)}` : ''}`);
  source = stream;
  stream.onopen = () => {
    failures = 0;
    lostSince = 0;
    show({ state: 'open', retryAt: 0, tryNow: () => {} });
  };
  stream.onerror = () => {
    stream.close();
    source = null;
    retryLater();
  };
  for (const type of types) stream.addEventListener(type, (event) => hear(type, event));
}

function hear(type: string, event: MessageEvent<string>): void {
  lastId = event.lastEventId || lastId;
  const data: unknown = JSON.parse(event.data);
  for (const listener of listeners) listener(type, data);
}

function retryLater(): void {
  failures += 1;
  lostSince ||= Date.now();
  // A stream also breaks when the session was ended elsewhere.
  void queries.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => undefined);
  const wait = Math.min(longestWaitMilliseconds, 500 * 2 ** Math.min(failures, 6));
  timer = setTimeout(connect, wait);
  if (Date.now() + wait - lostSince > patienceMilliseconds)
    show({ state: 'lost', retryAt: Date.now() + wait, tryNow: connect });
}

function show(next: Connection): void {
  connection = next;
  for (const watch of watchers) watch();
}
