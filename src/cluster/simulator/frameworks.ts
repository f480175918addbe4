import { nothing, type Resources } from '../rules/resources.ts';
import type { Random } from './random.ts';
import type { Timed, Work } from './scenario.ts';

const minute = 60_000;
const hour = 60 * minute;

export interface Place {
  readonly role: string;
  readonly framework: string;
  /** Milliseconds of the whole simulation. */
  readonly length: number;
  /** So many times as many tasks as a framework of a small cluster asks for. */
  readonly scale: number;
}

/** What a framework of some kind asks for, from the begin to the end. */
export type FrameworkKind = (place: Place, random: Random) => Generator<Timed>;

/** Services: a few instances each, for hours or days. */
export function* services(place: Place, random: Random): Generator<Timed> {
  let at = random.exponential(10 * minute);
  for (let n = 0; at < place.length; n++) {
    const need = size(random.pick([500, 1000, 2000]), random.pick([1, 2, 4]));
    yield asks(place, at, n, { priority: 'service', need, count: random.between(1, 4), milliseconds: null });
    const gone = at + random.exponential(12 * hour);
    if (gone >= place.length) return;
    yield { type: 'cancel', at: gone, work: `${place.framework}.${n}` };
    at = gone + random.exponential(10 * minute);
  }
}

/** People's workspaces: more by day. */
export function* workspaces(place: Place, random: Random): Generator<Timed> {
  let at = 0;
  for (let n = 0; ; n++) {
    const byDay = 1 + 0.8 * Math.sin((at / (24 * hour)) * 2 * Math.PI);
    at += random.exponential((40 * minute) / byDay);
    if (at >= place.length) return;
    const milliseconds = Math.round(5 * minute + random.exponential(hour));
    yield asks(place, at, n, { priority: 'interactive', need: size(1000, random.pick([2, 4])), milliseconds });
  }
}

/** Batch in the manner of Spark: takes all that it gets, many short tasks at once. */
export function* batches(place: Place, random: Random): Generator<Timed> {
  let at = 0;
  for (let n = 0; ; n++) {
    at += random.exponential(2 * hour);
    if (at >= place.length) return;
    const milliseconds = Math.round(2 * minute + random.exponential(20 * minute));
    const endIsKnown = random.next() < 0.5;
    const need = size(random.pick([1000, 1000, 2000]), random.pick([2, 3, 8]));
    yield asks(place, at, n, { priority: 'batch', need, count: random.between(20, 200), milliseconds, endIsKnown });
  }
}

/** Few tasks, each as large as most of an agent. */
export function* gangs(place: Place, random: Random): Generator<Timed> {
  let at = 0;
  for (let n = 0; ; n++) {
    at += random.exponential(6 * hour);
    if (at >= place.length) return;
    const milliseconds = Math.round(10 * minute + random.exponential(30 * minute));
    yield asks(place, at, n, { priority: 'batch', need: size(12_000, 48), count: random.between(1, 4), milliseconds });
  }
}

/** Takes what nobody else wants, for ever. */
export function* scavengers(place: Place, random: Random): Generator<Timed> {
  const milliseconds = Math.round(10 * minute + random.exponential(20 * minute));
  yield asks(place, 0, 0, { priority: 'scavenger', need: size(1000, 2), count: 40, milliseconds, endless: true });
}

function asks(
  { role, framework, scale }: Place,
  at: number,
  n: number,
  work: Pick<Work, 'priority' | 'need' | 'milliseconds'> & Partial<Work>,
): Timed {
  const usual = { where: [], endIsKnown: false, endless: false };
  const count = scale * (work.count ?? 1);
  const id = `${framework}.${n}`;
  return { type: 'work', at: Math.round(at), work: { ...usual, id, role, framework, ...work, count } };
}

function size(milliCpus: number, gibibytes: number): Resources {
  return { ...nothing, milliCpus, memory: gibibytes * 2 ** 30 };
}
