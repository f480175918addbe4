import type { Policies } from '../../platform/index.ts';

/** Who may do what between the platform and sites that sign people in with it. */
export const providerPolicies = {
  'administer clients': (who) => (who.administrator ? 'yes' : 'no'),
  // Somebody who looks at a page; a token speaks for a program.
  'answer a site that asks': (who) => (who.via === 'session' ? 'yes' : 'no'),
  'take back what sites were allowed': () => 'yes',
} satisfies Policies;
