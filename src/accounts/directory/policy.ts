import type { Policies } from '../../platform/index.ts';

/** Who may do what with the directory that accounts come from. */
export const directoryPolicies = {
  'administer the directory': (who) => (who.administrator ? 'yes' : 'no'),
} satisfies Policies;
