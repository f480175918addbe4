import { fits, least, nothing, type Resources } from './resources.ts';

/** What of a framework's history a guess is made from. */
export interface Seen {
  /** What it turned down since it last launched, none of which includes another. */
  readonly turnedDown: readonly Resources[];
  /** Sizes of tasks that it launched, the newest last. */
  readonly launched: readonly Resources[];
}

/** What a framework that says nothing is taken to need, and why. */
export interface Guess {
  readonly need: Resources;
  /** `launched`: it has had tasks of this size; `turned-down`: whatever was smaller it did not want. */
  readonly because: 'launched' | 'turned-down';
}

const mostKept = 8;

/** What was turned down, with one more: what another includes says nothing new. */
export function withTurnedDown(before: readonly Resources[], offered: Resources): readonly Resources[] {
  if (before.some((known) => fits(offered, known))) return before;
  return [...before.filter((known) => !fits(known, offered)), offered].slice(-mostKept);
}

/**
 * What a framework may need that turned all of this down. One that has launched needs as much as its largest task, when
 * that was not among it; otherwise it wants nothing now. Of one that never launched nothing is known but that all was too
 * small, or unwanted: the next size is twice as much of what was scarcest, up to the largest agent. Of cpus and memory
 * alone: of other kinds an agent has rarely too little, and all of its disk is never free.
 *
 * @param agents  what each of them has in all
 * @returns null when it has turned down all that there is
 */
export function guessNeed({ turnedDown, launched }: Seen, agents: readonly Resources[]): Guess | null {
  if (turnedDown.length === 0) return null;
  const refused = (need: Resources) => turnedDown.some((known) => fits(need, known));
  const largest = launched.toSorted((a, b) => b.milliCpus - a.milliCpus || b.memory - a.memory)[0];
  if (largest !== undefined) return refused(largest) ? null : { need: largest, because: 'launched' };
  const most = {
    ...nothing,
    milliCpus: Math.max(...turnedDown.map(({ milliCpus }) => milliCpus)),
    memory: Math.max(...turnedDown.map(({ memory }) => memory)),
  };
  const guesses = agents.map((total) => twiceTheScarcest(most, total)).filter((need) => !refused(need));
  const [need] = guesses.sort((a, b) => a.milliCpus - b.milliCpus || a.memory - b.memory);
  return need === undefined ? null : { need, because: 'turned-down' };
}

function twiceTheScarcest(most: Resources, total: Resources): Resources {
  const part = (kind: 'milliCpus' | 'memory') => (total[kind] === 0 ? 1 : most[kind] / total[kind]);
  const twice = Math.min(1, 2 * Math.min(part('milliCpus'), part('memory')));
  const atLeast = (kind: 'milliCpus' | 'memory') => Math.max(most[kind], Math.ceil(twice * total[kind]));
  return least({ ...nothing, milliCpus: atLeast('milliCpus'), memory: atLeast('memory') }, total);
}
