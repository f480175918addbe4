import type { Policies } from '../platform/index.ts';

/** Who may do what with accounts. Whoever acts on what is their own needs no more than to be signed in. */
export const accountsPolicies = {
  'end the own sessions': () => 'yes',
  'manage the own tokens': () => 'yes',
  'change the own password': (who) => (who.via === 'session' ? 'yes' : 'no'),
  'administer accounts': (who) => (who.administrator ? 'yes' : 'no'),
  'be this account or administer accounts': (who, { name }) =>
    who.administrator || who.account === name ? 'yes' : 'hidden',
  'read the audit trail': (who) => (who.administrator ? 'yes' : 'no'),
} satisfies Policies;
