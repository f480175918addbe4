import Type from 'typebox';
import { oneLine, operation } from '../platform/operation.ts';
import { shortestPassword } from './rules/password-rule.ts';

/*
 * Errors that every operation can answer with (not signed in, not allowed, not of the expected form, …) are not listed.
 * Times are milliseconds since 1970. Lists that can grow come in pages: `next` goes into `after` of the next call.
 */

export const AccountName = Type.String({
  pattern: '^[a-z][a-z0-9._-]{0,31}$',
  description: 'Canonical: lower case letters, digits, dots, underscores and hyphens; starts with a letter; 1 to 32',
});
export const GroupName = Type.String({
  pattern: '^[a-z][a-z0-9._-]{0,31}$',
  description: 'Of the same form as an account; no group shares a name with an account',
});

/** A name as somebody typed it; the rules say what is wrong with it. */
const TypedName = Type.String({ maxLength: 200 });
const Password = Type.String({ maxLength: 1024 });
/** In characters; said before a new password is typed. */
export const shortestNewPassword = shortestPassword;
const DisplayName = Type.String({ maxLength: 100, ...oneLine });
/** To the last instant that a Date can hold. */
const Time = Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'milliseconds since 1970' });
const MaybeTime = Type.Union([Time, Type.Null()]);

const page = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  after: Type.Optional(Type.String({ maxLength: 300, description: '`next` of the page before' })),
};
const next = Type.Union([Type.String(), Type.Null()], { description: 'null: this is the last page' });

export const Scope = Type.Union([Type.Literal('all'), Type.Literal('read'), Type.Literal('workspace')], {
  description: 'all: what the account may do; read: only look; workspace: use the own workspace and files',
});

/* Sign-in */

/** Who is signed in, and how. */
export const Session = Type.Object({
  account: Type.Object({
    name: AccountName,
    displayName: Type.String(),
    uid: Type.Integer(),
    label: Type.String({ description: 'the name in host names' }),
    admin: Type.Boolean(),
    groups: Type.Array(GroupName),
  }),
  via: Type.Union([Type.Literal('session'), Type.Literal('token')]),
  scopes: Type.Array(Scope),
  /** True: a one-time password waits to be changed, and nothing but `PUT /api/account/password` is allowed. */
  mustChangePassword: Type.Boolean(),
  expiresAt: MaybeTime,
});
export type Session = Type.Static<typeof Session>;

export const signIn = operation({
  method: 'POST',
  path: '/api/session',
  summary: 'Sign in; the answer sets the session cookie',
  policy: 'everybody, signed in or not',
  body: Type.Object({ username: TypedName, password: Password }),
  reply: Session,
  audit: false,
  errors: ['sign-in-refused', 'sign-in-suspended', 'sign-in-slowed', 'sign-in-busy', 'directory-away'],
});

export const getSession = operation({
  method: 'GET',
  path: '/api/session',
  summary: 'Show who is signed in',
  policy: 'be signed in',
  reply: Session,
  errors: [],
});

export const signOut = operation({
  method: 'DELETE',
  path: '/api/session',
  summary: 'Sign out: end this session, its open pages and connections',
  policy: 'end the own sessions',
  reply: Type.Null(),
  errors: ['not-a-session', 'not-taken-everywhere'],
});

export const SessionEntry = Type.Object({
  id: Type.String(),
  current: Type.Boolean({ description: 'true for the session that asks' }),
  createdAt: Time,
  seenAt: Time,
  expiresAt: Time,
  remote: Type.String({ description: 'the address that it was last used from' }),
  client: Type.String({ description: 'the browser, as it named itself at sign-in' }),
});
export type SessionEntry = Type.Static<typeof SessionEntry>;

export const listSessions = operation({
  method: 'GET',
  path: '/api/sessions',
  summary: 'List the own sessions',
  policy: 'be signed in',
  query: Type.Object(page),
  reply: Type.Object({ items: Type.Array(SessionEntry), next }),
  errors: [],
});

export const endOtherSessions = operation({
  method: 'DELETE',
  path: '/api/sessions',
  summary: 'End every session of the own but this one',
  policy: 'end the own sessions',
  reply: Type.Object({ ended: Type.Integer() }),
  errors: ['not-taken-everywhere'],
});

export const endSession = operation({
  method: 'DELETE',
  path: '/api/sessions/:id',
  summary: 'End one of the own sessions',
  policy: 'end the own sessions',
  params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
  reply: Type.Null(),
  errors: ['session-not-found', 'not-taken-everywhere'],
});

/* Tokens */

export const TokenEntry = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Scope),
  createdAt: Time,
  expiresAt: MaybeTime,
  seenAt: MaybeTime,
  hint: Type.String({ description: 'the first characters, to tell it from others' }),
  ofWorkspace: Type.Boolean({ description: 'true: made for a running workspace; ends with it' }),
});
export type TokenEntry = Type.Static<typeof TokenEntry>;

export const makeToken = operation({
  method: 'POST',
  path: '/api/tokens',
  summary: 'Make an access token; its secret is shown this once',
  policy: 'manage the own tokens',
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 100, ...oneLine }),
    scopes: Type.Optional(Type.Array(Scope, { minItems: 1, maxItems: 3 })),
    expiresAt: Type.Optional(
      Type.Union([Time, Type.String({ maxLength: 40 }), Type.Null()], {
        description: 'milliseconds since 1970, or a date and time in ISO 8601; absent or null: never',
      }),
    ),
  }),
  reply: Type.Object({ token: Type.String(), ...TokenEntry.properties }),
  status: 201,
  errors: ['token-too-wide', 'token-lives-too-long', 'too-many-tokens'],
});

export const listTokens = operation({
  method: 'GET',
  path: '/api/tokens',
  summary: 'List the own access tokens, without their secrets',
  policy: 'be signed in',
  query: Type.Object(page),
  reply: Type.Object({ items: Type.Array(TokenEntry), next }),
  errors: [],
});

export const revokeToken = operation({
  method: 'DELETE',
  path: '/api/tokens/:id',
  summary: 'Revoke an access token, and every token that was made with it',
  policy: 'manage the own tokens',
  params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
  reply: Type.Null(),
  errors: ['token-not-found', 'not-taken-everywhere'],
});

/* The own account */

export const changePassword = operation({
  method: 'PUT',
  path: '/api/account/password',
  summary: 'Change the own password; every other session ends, and this one gets a new cookie',
  policy: 'change the own password',
  body: Type.Object({
    current: Password,
    new: Password,
    endTokens: Type.Boolean({ default: false, description: 'revoke the access tokens too' }),
  }),
  reply: Session,
  errors: ['wrong-password', 'kept-by-directory', 'password-not-allowed', 'sign-in-slowed', 'not-taken-everywhere'],
});

/* Accounts */

export const Account = Type.Object({
  name: AccountName,
  displayName: Type.String(),
  uid: Type.Integer(),
  label: Type.String({ description: 'the name in host names' }),
  admin: Type.Boolean(),
  groups: Type.Array(GroupName),
  primaryGroup: Type.String({
    description: 'what it launches counts there, unless another is named: one of its groups, or `everyone`',
  }),
  source: Type.Union([Type.Literal('local'), Type.Literal('directory')], {
    description: 'directory: name, password and groups are kept in the directory (LDAP)',
  }),
  state: Type.Union([Type.Literal('active'), Type.Literal('invited'), Type.Literal('suspended')], {
    description: 'invited: has no password yet',
  }),
  createdAt: Time,
  seenAt: MaybeTime,
});
export type Account = Type.Static<typeof Account>;

/** A link that can be used once, to choose a password. The secret is in the part after `#`, which no server sees. */
export const Invitation = Type.Object({
  link: Type.String(),
  secret: Type.String(),
  expiresAt: Time,
});
export type Invitation = Type.Static<typeof Invitation>;

const accountParams = Type.Object({ name: AccountName });

export const createAccount = operation({
  method: 'POST',
  path: '/api/accounts',
  summary:
    'Make an account; without a password, answer with a link to invite its owner; groups that are missing are made',
  policy: 'administer accounts',
  body: Type.Object({
    name: TypedName,
    password: Type.Optional(Password),
    groups: Type.Optional(Type.Array(TypedName, { maxItems: 100 })),
    admin: Type.Optional(Type.Boolean()),
    displayName: Type.Optional(DisplayName),
  }),
  reply: Type.Object({ ...Account.properties, invitation: Type.Union([Invitation, Type.Null()]) }),
  status: 201,
  errors: ['name-not-allowed', 'name-taken', 'password-not-allowed'],
});

export const listAccounts = operation({
  method: 'GET',
  path: '/api/accounts',
  summary: 'List accounts by name',
  policy: 'administer accounts',
  query: Type.Object({
    ...page,
    search: Type.Optional(Type.String({ maxLength: 100, description: 'part of a name or display name' })),
    group: Type.Optional(GroupName),
  }),
  reply: Type.Object({ items: Type.Array(Account), next, total: Type.Integer() }),
  errors: [],
});

export const getAccount = operation({
  method: 'GET',
  path: '/api/accounts/:name',
  summary: 'Show an account',
  policy: 'be this account or administer accounts',
  params: accountParams,
  reply: Account,
  errors: ['account-not-found'],
});

export const changeAccount = operation({
  method: 'PATCH',
  path: '/api/accounts/:name',
  summary: 'Change the display name, the groups, the primary one, or whether it administers or is suspended',
  policy: 'administer accounts',
  params: accountParams,
  body: Type.Object({
    displayName: Type.Optional(DisplayName),
    groups: Type.Optional(Type.Array(GroupName, { maxItems: 100 })),
    primaryGroup: Type.Optional(GroupName),
    admin: Type.Optional(Type.Boolean()),
    suspended: Type.Optional(Type.Boolean()),
  }),
  reply: Account,
  errors: [
    'account-not-found',
    'group-not-found',
    'not-a-member',
    'kept-by-directory',
    'last-administrator',
    'not-taken-everywhere',
  ],
});

export const deleteAccount = operation({
  method: 'DELETE',
  path: '/api/accounts/:name',
  summary: 'Delete an account; its name and its number are never given to another',
  policy: 'administer accounts',
  params: accountParams,
  reply: Type.Null(),
  errors: ['account-not-found', 'last-administrator', 'not-taken-everywhere'],
});

export const suspendAccount = operation({
  method: 'POST',
  path: '/api/accounts/:name/suspend',
  summary: 'Suspend an account: answered when its sessions, tokens, pages and workspace have ended everywhere',
  policy: 'administer accounts',
  params: accountParams,
  reply: Account,
  errors: ['account-not-found', 'last-administrator', 'not-taken-everywhere'],
});

export const resumeAccount = operation({
  method: 'POST',
  path: '/api/accounts/:name/resume',
  summary: 'Let a suspended account in again',
  policy: 'administer accounts',
  params: accountParams,
  reply: Account,
  errors: ['account-not-found'],
});

export const resetPassword = operation({
  method: 'POST',
  path: '/api/accounts/:name/reset-password',
  summary: 'Give an account a one-time password, shown this once; its sessions and tokens end',
  policy: 'administer accounts',
  params: accountParams,
  reply: Type.Object({ oneTimePassword: Type.String() }),
  errors: ['kept-by-directory', 'account-not-found', 'not-taken-everywhere'],
});

export const inviteAccount = operation({
  method: 'POST',
  path: '/api/accounts/:name/invite',
  summary: 'Make a one-time link with which the owner chooses a password; an earlier link ends',
  policy: 'administer accounts',
  params: accountParams,
  reply: Invitation,
  errors: ['kept-by-directory', 'account-not-found', 'account-suspended'],
});

/* Invitations */

export const listInvitations = operation({
  method: 'GET',
  path: '/api/invitations',
  summary: 'List the invitations that wait to be accepted',
  policy: 'administer accounts',
  query: Type.Object(page),
  reply: Type.Object({
    items: Type.Array(Type.Object({ name: AccountName, createdAt: Time, expiresAt: Time })),
    next,
  }),
  errors: [],
});

export const readInvitation = operation({
  method: 'POST',
  path: '/api/invitations/read',
  summary: 'Show whom an invitation is for',
  policy: 'everybody, signed in or not',
  body: Type.Object({ secret: Type.String({ maxLength: 200 }) }),
  reply: Type.Object({ name: AccountName, displayName: Type.String(), expiresAt: Time }),
  audit: false,
  errors: ['invitation-not-found'],
});

export const acceptInvitation = operation({
  method: 'POST',
  path: '/api/invitations',
  summary: 'Accept an invitation: choose a password and be signed in',
  policy: 'everybody, signed in or not',
  body: Type.Object({ secret: Type.String({ maxLength: 200 }), password: Password }),
  reply: Session,
  audit: false,
  errors: ['invitation-not-found', 'password-not-allowed'],
});

/* Groups */

export const Group = Type.Object({
  name: GroupName,
  gid: Type.Integer(),
  description: Type.String(),
  members: Type.Integer({ description: 'how many' }),
  createdAt: Time,
});
export type Group = Type.Static<typeof Group>;

const groupParams = Type.Object({ name: GroupName });

export const createGroup = operation({
  method: 'POST',
  path: '/api/groups',
  summary: 'Make a group',
  policy: 'administer accounts',
  body: Type.Object({ name: TypedName, description: Type.Optional(Type.String({ maxLength: 300 })) }),
  reply: Group,
  status: 201,
  errors: ['name-not-allowed', 'name-taken'],
});

export const listGroups = operation({
  method: 'GET',
  path: '/api/groups',
  summary: 'List the groups: all for an administrator, the own for everybody else',
  policy: 'be signed in',
  query: Type.Object(page),
  reply: Type.Object({ items: Type.Array(Group), next }),
  errors: [],
});

export const getGroup = operation({
  method: 'GET',
  path: '/api/groups/:name',
  summary: 'Show a group and who is in it, to its members and to administrators',
  policy: 'be signed in',
  params: groupParams,
  query: Type.Object(page),
  reply: Type.Object({
    ...Group.properties,
    items: Type.Array(Type.Object({ name: AccountName, displayName: Type.String() })),
    next,
  }),
  errors: ['group-not-found'],
});

export const changeGroup = operation({
  method: 'PATCH',
  path: '/api/groups/:name',
  summary: 'Change what a group says of itself',
  policy: 'administer accounts',
  params: groupParams,
  body: Type.Object({ description: Type.String({ maxLength: 300 }) }),
  reply: Group,
  errors: ['group-not-found'],
});

export const deleteGroup = operation({
  method: 'DELETE',
  path: '/api/groups/:name',
  summary: 'Delete a group: every member leaves it; its name is never given to another',
  policy: 'administer accounts',
  params: groupParams,
  reply: Type.Null(),
  errors: ['kept-by-directory', 'group-not-found', 'not-taken-everywhere'],
});

const memberParams = Type.Object({ name: GroupName, account: AccountName });

export const addMember = operation({
  method: 'PUT',
  path: '/api/groups/:name/members/:account',
  summary: 'Put an account into a group',
  policy: 'administer accounts',
  params: memberParams,
  reply: Group,
  errors: ['kept-by-directory', 'group-not-found', 'account-not-found'],
});

export const removeMember = operation({
  method: 'DELETE',
  path: '/api/groups/:name/members/:account',
  summary: 'Take an account out of a group: answered when it has lost the group everywhere, running programs included',
  policy: 'administer accounts',
  params: memberParams,
  reply: Group,
  errors: ['kept-by-directory', 'group-not-found', 'account-not-found', 'not-taken-everywhere'],
});

/* Audit */

export const AuditRecord = Type.Object({
  sequence: Type.Integer({ description: 'counts up by one; a gap means that a record was removed' }),
  id: Type.String(),
  at: Time,
  account: Type.Union([Type.String(), Type.Null()], { description: 'who; null: nobody who is signed in' }),
  credentialId: Type.Union([Type.String(), Type.Null()], { description: 'the session or token that was used' }),
  operation: Type.String({ description: 'what, e.g. POST /api/accounts' }),
  target: Type.String({ description: 'on what' }),
  remote: Type.String({ description: 'from where' }),
  requestId: Type.String(),
  result: Type.String({ description: 'ok, or the code of the problem' }),
});
export type AuditRecord = Type.Static<typeof AuditRecord>;

const auditFilters = {
  account: Type.Optional(Type.String({ maxLength: 200 })),
  operation: Type.Optional(Type.String({ maxLength: 200, description: 'part of it' })),
  target: Type.Optional(Type.String({ maxLength: 200, description: 'part of it' })),
  result: Type.Optional(Type.String({ maxLength: 100, description: 'ok, refused (all that is not ok), or a code' })),
  from: Type.Optional(Time),
  until: Type.Optional(Time),
};

export const listAudit = operation({
  method: 'GET',
  path: '/api/audit',
  summary: 'List audit records, the newest first',
  policy: 'read the audit trail',
  query: Type.Object({ ...page, ...auditFilters }),
  reply: Type.Object({ items: Type.Array(AuditRecord), next }),
  errors: [],
});

export const followAudit = operation({
  method: 'GET',
  path: '/api/audit/lines',
  summary: 'All audit records as JSON lines, the oldest first',
  policy: 'read the audit trail',
  query: Type.Object({
    ...auditFilters,
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'the last sequence already known' })),
    follow: Type.Boolean({ default: false, description: 'stay and send new records as they come' }),
  }),
  reply: AuditRecord,
  stream: 'lines',
  errors: [],
});
