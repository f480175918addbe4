import Type from 'typebox';
import { oneLine, operation } from '../../platform/operation.ts';

/** Names a client where it asks, and in lists. */
const ClientId = Type.String({
  pattern: '^[a-z][a-z0-9-]{1,39}$',
  description: 'lower case letters, digits and hyphens; starts with a letter; 2 to 40',
});
const Address = Type.String({ maxLength: 500, ...oneLine });
const Time = Type.Integer({ minimum: 0, description: 'milliseconds since 1970' });
const page = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  after: Type.Optional(Type.String({ maxLength: 300, description: '`next` of the page before' })),
};
const next = Type.Union([Type.String(), Type.Null()], { description: 'null: this is the last page' });
const Scope = Type.Union([
  Type.Literal('openid'),
  Type.Literal('profile'),
  Type.Literal('groups'),
  Type.Literal('administrator'),
  Type.Literal('offline_access'),
]);

/* Clients, for administrators */

const changeable = {
  name: Type.String({ minLength: 1, maxLength: 100, ...oneLine, description: 'as people know it' }),
  trusted: Type.Boolean({ description: 'true: nobody is asked whether it may know who they are' }),
  redirectUris: Type.Array(Address, {
    minItems: 1,
    maxItems: 20,
    description: 'where a sign-in may lead back to; compared exactly',
  }),
  signOutUris: Type.Array(Address, { maxItems: 20, description: 'where a sign-out may lead back to' }),
  backChannelUri: Type.Union([Address, Type.Null()], { description: 'is told when a session ends' }),
};

export const Client = Type.Object({
  id: ClientId,
  kind: Type.Union([Type.Literal('confidential'), Type.Literal('public')], {
    description: 'public: runs where it can keep no secret, in a browser or on a desk',
  }),
  ...changeable,
  createdAt: Time,
});
export type Client = Type.Static<typeof Client>;

const Secret = Type.Union([Type.String(), Type.Null()], { description: 'shown this once; null: a public client' });
const clientParams = Type.Object({ client: ClientId });

export const registerClient = operation({
  method: 'POST',
  path: '/api/openid/clients',
  summary: 'Let a site sign people in with the platform; the answer shows its secret this once',
  policy: 'administer clients',
  body: Type.Object({
    id: ClientId,
    kind: Client.properties.kind,
    name: changeable.name,
    trusted: Type.Boolean({ default: false }),
    redirectUris: changeable.redirectUris,
    signOutUris: Type.Array(Address, { maxItems: 20, default: [] }),
    backChannelUri: Type.Optional(changeable.backChannelUri),
  }),
  reply: Type.Object({ ...Client.properties, secret: Secret }),
  status: 201,
  audit: false,
  errors: ['client-id-taken', 'client-address-not-allowed', 'too-many-clients'],
});

export const listClients = operation({
  method: 'GET',
  path: '/api/openid/clients',
  summary: 'List the sites that sign people in with the platform',
  policy: 'administer clients',
  query: Type.Object(page),
  reply: Type.Object({
    items: Type.Array(Client),
    next,
    issuer: Type.String({ description: 'the address that clients are given' }),
  }),
  errors: [],
});

export const changeClient = operation({
  method: 'PATCH',
  path: '/api/openid/clients/:client',
  summary: 'Change a client',
  policy: 'administer clients',
  params: clientParams,
  body: Type.Partial(Type.Object(changeable)),
  reply: Client,
  errors: ['client-not-found', 'client-address-not-allowed'],
});

export const deleteClient = operation({
  method: 'DELETE',
  path: '/api/openid/clients/:client',
  summary: 'Delete a client: nobody signs in to it any more, and what it was given ends',
  policy: 'administer clients',
  params: clientParams,
  reply: Type.Null(),
  errors: ['client-not-found'],
});

export const renewClientSecret = operation({
  method: 'POST',
  path: '/api/openid/clients/:client/secret',
  summary: 'Give a client a new secret, shown this once; the old one ends',
  policy: 'administer clients',
  params: clientParams,
  reply: Type.Object({ secret: Type.String() }),
  errors: ['client-not-found', 'client-has-no-secret'],
});

export const replaceKeys = operation({
  method: 'POST',
  path: '/api/openid/keys',
  summary: 'Sign with a new key at once; what was signed with the old ones is believed no more',
  policy: 'administer clients',
  reply: Type.Null(),
  errors: [],
});

/* A site asks who somebody is */

export const SiteRequest = Type.Object({
  client: Type.Object({
    id: ClientId,
    name: Type.String(),
    host: Type.String({ description: 'where it leads back to' }),
  }),
  scopes: Type.Array(Scope),
  mustAllow: Type.Boolean({ description: 'false: nothing is left to be asked' }),
  mustSignInAgain: Type.Boolean({ description: 'the site wants a sign-in that is new, or another account' }),
});
export type SiteRequest = Type.Static<typeof SiteRequest>;

const requestParams = Type.Object({ id: Type.String({ maxLength: 60 }) });
const Location = Type.Object({ location: Type.String({ description: 'where the browser goes on' }) });

export const readRequest = operation({
  method: 'GET',
  path: '/api/openid/requests/:id',
  summary: 'Show which site asks, and what it wants to know',
  policy: 'answer a site that asks',
  params: requestParams,
  reply: SiteRequest,
  errors: ['site-request-not-found'],
});

export const answerRequest = operation({
  method: 'POST',
  path: '/api/openid/requests/:id',
  summary: 'Answer a site that asks who somebody is',
  policy: 'answer a site that asks',
  params: requestParams,
  body: Type.Object({ allow: Type.Boolean() }),
  reply: Location,
  audit: false,
  errors: ['site-request-not-found', 'sign-in-again'],
});

/* Sites that somebody allowed */

export const Site = Type.Object({
  client: ClientId,
  name: Type.String(),
  trusted: Type.Boolean({ description: 'true: the administrator allowed it for everybody' }),
  scopes: Type.Array(Scope),
  allowedAt: Type.Union([Time, Type.Null()], { description: 'null: was never asked' }),
  signedIn: Type.Boolean({ description: 'true: holds something that still works' }),
});
export type Site = Type.Static<typeof Site>;

export const listSites = operation({
  method: 'GET',
  path: '/api/openid/sites',
  summary: 'List the sites that the account has allowed or is signed in to',
  policy: 'be signed in',
  reply: Type.Object({ items: Type.Array(Site) }),
  errors: [],
});

export const revokeSite = operation({
  method: 'DELETE',
  path: '/api/openid/sites/:client',
  summary: 'Take back what a site was allowed, and end what it was given',
  policy: 'take back what sites were allowed',
  params: clientParams,
  reply: Type.Null(),
  errors: ['client-not-found'],
});

/* A device without a browser */

export const Device = Type.Object({
  code: Type.String(),
  client: Type.String(),
  remote: Type.String({ description: 'the address that it asked from' }),
  expiresAt: Time,
});
export type Device = Type.Static<typeof Device>;

const deviceParams = Type.Object({ code: Type.String({ maxLength: 40 }) });

export const readDevice = operation({
  method: 'GET',
  path: '/api/openid/devices/:code',
  summary: 'Show which program waits behind a code',
  policy: 'answer a site that asks',
  params: deviceParams,
  reply: Device,
  errors: ['device-code-not-found'],
});

export const answerDevice = operation({
  method: 'POST',
  path: '/api/openid/devices/:code',
  summary: 'Let the program that shows this code act as the account, or refuse it',
  policy: 'answer a site that asks',
  params: deviceParams,
  body: Type.Object({ allow: Type.Boolean() }),
  reply: Type.Null(),
  errors: ['device-code-not-found'],
});

export const takeDeviceToken = operation({
  method: 'POST',
  path: '/api/openid/device-tokens',
  summary: 'Exchange what the device flow gave to the command line, once, for an access token of the platform',
  policy: 'everybody, signed in or not',
  body: Type.Object({
    accessToken: Type.String({ maxLength: 200 }),
    name: Type.String({ minLength: 1, maxLength: 100, ...oneLine }),
  }),
  reply: Type.Object({ token: Type.String() }),
  status: 201,
  audit: false,
  errors: ['device-code-not-found', 'too-many-tokens'],
});
