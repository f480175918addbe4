import type { Policies } from '../platform/index.ts';

/** Whose workspace it is decides; administrators may see that it runs and stop it, never look inside. */
export const workspacePolicies = {
  'use the own workspace': (who, { name }) => (who.account === name ? 'yes' : 'hidden'),
  'see the workspace': (who, { name }) => (who.account === name || who.administrator ? 'yes' : 'hidden'),
  'stop the workspace': (who, { name }) => (who.account === name || who.administrator ? 'yes' : 'hidden'),
} satisfies Policies;
