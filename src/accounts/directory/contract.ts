import Type from 'typebox';
import { operation } from '../../platform/operation.ts';

/* The directory that accounts come from. Lists name the first few hundred; the totals count all. */

const Time = Type.Integer({ minimum: 0, description: 'milliseconds since 1970' });
const names = Type.Object({ total: Type.Integer(), first: Type.Array(Type.String()) });

export const Refused = Type.Object({
  code: Type.Union(
    [
      Type.Literal('name-not-allowed'),
      Type.Literal('name-met'),
      Type.Literal('name-taken'),
      Type.Literal('number-missing'),
      Type.Literal('number-not-allowed'),
      Type.Literal('number-met'),
      Type.Literal('number-taken'),
      Type.Literal('renamed'),
      Type.Literal('renumbered'),
      Type.Literal('deleted-here'),
    ],
    { description: 'why it is not taken over as it is' },
  ),
  dn: Type.String(),
  name: Type.String({ description: 'canonical, where it has such a name' }),
  number: Type.Union([Type.Integer(), Type.Null()]),
  other: Type.String({ description: 'what it meets: another entry, or an account or a group here' }),
  why: Type.String({ description: 'in plain words' }),
});
export type Refused = Type.Static<typeof Refused>;

/** What a synchronisation changes, or would. */
export const Changes = Type.Object({
  people: Type.Integer({ description: 'in the directory' }),
  groups: Type.Integer({ description: 'in the directory' }),
  newAccounts: names,
  changed: names,
  resumed: names,
  suspended: names,
  newGroups: names,
  goneGroups: names,
  refused: Type.Object({ total: Type.Integer(), first: Type.Array(Refused) }),
  tooManyGone: Type.Boolean({ description: 'true: it is not done unless an administrator says that this is meant' }),
});
export type Changes = Type.Static<typeof Changes>;

export const Synchronisation = Type.Object({
  at: Time,
  milliseconds: Type.Integer(),
  code: Type.Union([Type.String(), Type.Null()], { description: 'of the problem that ended it; null: done' }),
  detail: Type.String(),
  changes: Type.Union([Changes, Type.Null()]),
});
export type Synchronisation = Type.Static<typeof Synchronisation>;

export const DirectoryState = Type.Object({
  configured: Type.Boolean(),
  /** False: an administrator has not begun yet; nothing is changed until then. */
  begun: Type.Boolean(),
  running: Type.Boolean(),
  everySeconds: Type.Integer(),
  peopleBase: Type.String(),
  groupsBase: Type.String(),
  administrators: Type.String({ description: 'the group whose members administer; empty: that is said here' }),
  servers: Type.Array(
    Type.Object({
      url: Type.String(),
      state: Type.Union([Type.Literal('untried'), Type.Literal('answers'), Type.Literal('away')]),
      detail: Type.String(),
      at: Type.Union([Time, Type.Null()]),
    }),
  ),
  /** The last that ended, however it ended. */
  last: Type.Union([Synchronisation, Type.Null()]),
  /** When one was last found to be done, with or without changes. */
  doneAt: Type.Union([Time, Type.Null()]),
});
export type DirectoryState = Type.Static<typeof DirectoryState>;

export const getDirectory = operation({
  method: 'GET',
  path: '/api/directory',
  summary: 'Show the directory that accounts come from, and the last synchronisation',
  policy: 'administer the directory',
  reply: DirectoryState,
  errors: [],
});

export const previewDirectory = operation({
  method: 'GET',
  path: '/api/directory/preview',
  summary: 'Read the directory and say what a synchronisation would change',
  policy: 'administer the directory',
  reply: Changes,
  errors: ['no-directory', 'directory-away', 'directory-refuses', 'directory-incomplete', 'synchronising'],
});

export const synchroniseDirectory = operation({
  method: 'POST',
  path: '/api/directory/synchronisations',
  summary: 'Bring accounts and groups up to date with the directory now',
  policy: 'administer the directory',
  body: Type.Object({
    removeMany: Type.Boolean({
      default: false,
      description: 'true: that so many are gone at once is meant; nobody is suspended otherwise',
    }),
  }),
  reply: Synchronisation,
  audit: false,
  errors: [
    ...['no-directory', 'directory-away', 'directory-refuses', 'directory-incomplete', 'too-many-gone'],
    'synchronising',
  ],
});
