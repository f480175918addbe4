import { type Static, Type } from 'typebox';
import { parser } from '../../platform/index.ts';

/** A session or token; its key is the sha256 of the secret, in hex. */
export const Credential = Type.Object({
  account: Type.String(),
  uid: Type.Integer(),
  label: Type.String(),
  administrator: Type.Boolean(),
  via: Type.Union([Type.Literal('session'), Type.Literal('token')]),
  credentialId: Type.String(),
  scopes: Type.Array(Type.Union([Type.Literal('all'), Type.Literal('read'), Type.Literal('workspace')])),
  /** Milliseconds since 1970; null or absent: it does not expire by itself. */
  expiresAt: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  mustChangePassword: Type.Boolean(),
});
export type Credential = Static<typeof Credential>;

/** Its key is the account's name. */
export const Account = Type.Object({ uid: Type.Integer(), label: Type.String(), suspended: Type.Boolean() });
export type Account = Static<typeof Account>;

/** Where a tenant's server listens; its key is `<account> <kind of target>`. */
export const Target = Type.Object({ socket: Type.String(), taskId: Type.String() });
export type Target = Static<typeof Target>;

/** A line of the stream from control. `snapshot` ends what there was; `beat` says that control is there. */
export const StreamLine = Type.Union([
  Type.Object({
    type: Type.Literal('entry'),
    kind: Type.String(),
    key: Type.String(),
    value: Type.Unknown(),
    revision: Type.Integer(),
  }),
  Type.Object({ type: Type.Literal('snapshot'), revision: Type.Integer() }),
  Type.Object({ type: Type.Literal('beat') }),
]);
export type StreamLine = Static<typeof StreamLine>;

export const readCredential = parser(Credential, 'credential', false);
export const readAccount = parser(Account, 'account', false);
export const readTarget = parser(Target, 'route', false);
export const readStreamLine = parser(StreamLine, 'line', false);
