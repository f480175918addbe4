import type { Policies } from '../platform/index.ts';

/**
 * Everybody may run tasks and see what concerns them; whose task it is is decided where it is found, and others' do not
 * exist for others.
 */
export const clusterPolicies = {
  'use the cluster': () => 'yes',
  'see the cluster': () => 'yes',
  'see the own use of the cluster': (who, { name }) => (who.account === name || who.administrator ? 'yes' : 'hidden'),
  'operate the cluster': (who) => (who.administrator ? 'yes' : 'no'),
} satisfies Policies;
