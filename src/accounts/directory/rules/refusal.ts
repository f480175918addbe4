export type RefusalCode =
  | 'name-not-allowed'
  | 'name-met'
  | 'name-taken'
  | 'number-missing'
  | 'number-not-allowed'
  | 'number-met'
  | 'number-taken'
  | 'renamed'
  | 'renumbered'
  | 'deleted-here';

/** An entry that is not taken over as it is, and why. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly dn: string;
  readonly name: string;
  readonly number: number | null;
  /** What it meets: another entry's DN, or the name of an account or a group here. */
  readonly other: string;
}

/** In plain words. */
export function sayRefusal({ code, name, number, other }: Refusal): string {
  switch (code) {
    case 'name-not-allowed':
      return `"${name}" cannot be a name here. ${other}`;
    case 'name-met':
      return `its name "${name}" is the same here as that of ${other}`;
    case 'name-taken':
      return `the name "${name}" is or was that of ${other} here`;
    case 'number-missing':
      return 'it has no number that can be read';
    case 'number-not-allowed':
      return `the number ${number} is the system’s`;
    case 'number-met':
      return `it has the number ${number} together with ${other}`;
    case 'number-taken':
      return `the number ${number} is or was that of ${other} here`;
    case 'renamed':
      return `it is "${name}" there now, and stays "${other}" here: a name is never changed`;
    case 'renumbered':
      return `its number there is ${number ?? 'gone'} now; ${other} keeps the one it has, which its files belong to`;
    case 'deleted-here':
      return `an administrator deleted ${other} here, and a deleted name stays taken`;
  }
  return code satisfies never;
}
