import { useEffect, useState } from 'react';
import type { NotebookSession } from './notebook-session.ts';

/** Somebody with this notebook open; one person in two tabs is shown once. */
export interface Present {
  readonly name: string;
  readonly displayName: string;
  readonly me: boolean;
  /** The cell they are at. */
  readonly cell: string | null;
}

export function presentPeople(states: Map<number, Record<string, unknown>>, mine: number): Present[] {
  const people = new Map<string, Present>();
  for (const [client, state] of states) {
    const user = state.user;
    if (typeof user !== 'object' || user === null) continue;
    const name = Reflect.get(user, 'name');
    if (typeof name !== 'string') continue;
    const displayName = Reflect.get(user, 'displayName');
    const me = client === mine;
    const before = people.get(name);
    if (before !== undefined && !me) continue;
    people.set(name, {
      name,
      displayName: typeof displayName === 'string' && displayName !== '' ? displayName : name,
      me,
      cell: typeof state.cell === 'string' ? state.cell : null,
    });
  }
  return [...people.values()].sort((a, b) => Number(b.me) - Number(a.me) || a.name.localeCompare(b.name));
}

export function usePeople(session: NotebookSession, generation: number): readonly Present[] {
  const [people, setPeople] = useState<readonly Present[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation brings another awareness
  useEffect(() => {
    const { awareness, doc } = session;
    const read = () => {
      const next = presentPeople(awareness.getStates(), doc.clientID);
      setPeople((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    read();
    awareness.on('change', read);
    return () => awareness.off('change', read);
  }, [session, generation]);
  return people;
}

/** Two letters for a round badge. */
export function initials(displayName: string): string {
  const words = displayName.split(/[\s._-]+/).filter((word) => word !== '');
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ''}${words[1]?.[0] ?? ''}` : displayName.slice(0, 2);
  return letters.toUpperCase();
}

/** A steady colour out of five for a name. */
export function badgeOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return sum % 5;
}
