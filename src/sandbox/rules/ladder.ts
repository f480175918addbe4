import type { Rung } from '../probe-report.ts';

/** What was tried on this host; a text says why it failed, undefined that it worked. */
export interface Trials {
  root: boolean;
  /** bubblewrap as root, then a tenant's uid. */
  rootNamespaces: string | undefined;
  /** A range of sub-uids in a user namespace. */
  subordinateIds: string | undefined;
  /** bubblewrap in a user namespace of one id. */
  userNamespace: string | undefined;
  /** A tenant's uid without any namespace. */
  otherUid: string | undefined;
}

/** The best rung that works, and why none above does. */
export interface Ladder {
  rung: Rung;
  above: { rung: Rung; why: string }[];
}

export const rungNames: Record<Rung, string> = {
  1: 'root with namespaces',
  2: 'user namespaces with an id for each tenant',
  3: 'user namespaces with one id',
  4: 'root without namespaces',
  5: 'nothing separates accounts',
};

/**
 * The best rung that works, and why none above does. Root without namespaces gives real ids, which one shared id in a
 * user namespace of root's would not: so root goes from 1 to 4.
 */
export function chooseRung(trials: Trials): Ladder {
  const notRoot = 'The platform was not started as root.';
  const isRoot = 'Started as root: its tenants would share root’s own id.';
  const tries: [Rung, string | undefined][] = [
    [1, trials.root ? trials.rootNamespaces : notRoot],
    [2, trials.root ? isRoot : trials.subordinateIds],
    [3, trials.root ? isRoot : trials.userNamespace],
    [4, trials.root ? trials.otherUid : notRoot],
  ];
  const above: { rung: Rung; why: string }[] = [];
  for (const [rung, why] of tries) {
    if (why === undefined) return { rung, above };
    above.push({ rung, why });
  }
  return { rung: 5, above };
}
