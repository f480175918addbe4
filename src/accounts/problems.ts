import { problems } from '../platform/index.ts';

/** What can go wrong in this room. */
export const wrong = problems({
  'sign-in-refused': [401, 'The name or the password is wrong'],
  'sign-in-suspended': [401, 'The account is suspended'],
  'sign-in-slowed': [429, 'Too many wrong passwords'],
  'sign-in-busy': [503, 'Too many people sign in at this moment'],
  'not-a-session': [400, 'A token cannot sign out'],
  'not-taken-everywhere': [503, 'The change is stored, but did not take effect everywhere in time'],
  'session-not-found': [404, 'No such session'],
  'token-not-found': [404, 'No such token'],
  'token-too-wide': [403, 'A token cannot allow more than its maker may'],
  'token-lives-too-long': [403, 'A token cannot live longer than its maker'],
  'too-many-tokens': [409, 'Too many tokens'],
  'wrong-password': [403, 'The current password is wrong'],
  'password-not-allowed': [422, 'This password cannot be used'],
  'account-not-found': [404, 'No such account'],
  'account-suspended': [409, 'The account is suspended'],
  'last-administrator': [409, 'This is the last administrator'],
  'name-not-allowed': [422, 'This name cannot be used'],
  'name-taken': [409, 'This name is taken'],
  'invitation-not-found': [404, 'This invitation does not work'],
  'group-not-found': [404, 'No such group'],
  'not-a-member': [409, 'The account is not in this group'],
});
