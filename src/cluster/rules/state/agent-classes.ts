import type { AgentView, Constraint } from '../snapshot.ts';

/** Agents that look alike: no constraint tells them apart. They stand side by side, from `from` to before `to`. */
export interface AgentClass {
  readonly from: number;
  readonly to: number;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The agents in the order in which they are filled, and the classes that they fall into. */
export function classify<Entry extends { readonly view: AgentView }>(
  agents: Iterable<Entry>,
): { ordered: Entry[]; classes: AgentClass[] } {
  const groups = Map.groupBy(agents, ({ view }) => looks(view.attributes));
  const ordered: Entry[] = [];
  const classes: AgentClass[] = [];
  for (const [, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = group;
    if (first === undefined) continue;
    const from = ordered.length;
    for (const one of group.sort((a, b) => (a.view.id < b.view.id ? -1 : 1))) ordered.push(one);
    classes.push({ from, to: ordered.length, attributes: first.view.attributes });
  }
  return { ordered, classes };
}

export function satisfies(attributes: ReadonlyMap<string, string>, where: readonly Constraint[]): boolean {
  return where.every((constraint) => met(attributes, constraint));
}

export function met(attributes: ReadonlyMap<string, string>, { attribute, values, not }: Constraint): boolean {
  return values.includes(attributes.get(attribute) ?? '') !== not;
}

/** The same text for agents that look alike. */
export function looks(attributes: ReadonlyMap<string, string>): string {
  return JSON.stringify([...attributes].sort(([a], [b]) => (a < b ? -1 : 1)));
}
