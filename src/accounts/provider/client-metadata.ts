import type { ClientMetadata } from 'oidc-provider';
import { clientScopes } from './rules/scopes.ts';
import type { StoredClient } from './store/clients.ts';

/** The command line of the platform itself. */
export const commandLineClient = 'stoa-cli';
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** A registered client in the words of the library. What stands for its secret is the secret's hash. */
export function clientMetadata(client: StoredClient): ClientMetadata {
  return {
    client_id: client.id,
    client_name: client.name,
    application_type: 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.signOutUris],
    scope: clientScopes.join(' '),
    ...(client.secretHash === null
      ? { token_endpoint_auth_method: 'none' }
      : { token_endpoint_auth_method: 'client_secret_basic', client_secret: client.secretHash }),
    ...(client.backChannelUri === null
      ? {}
      : { backchannel_logout_uri: client.backChannelUri, backchannel_logout_session_required: true }),
  };
}

/** Can do nothing but show a code that somebody confirms in the browser. */
export const commandLineMetadata: ClientMetadata = {
  client_id: commandLineClient,
  client_name: 'stoa',
  application_type: 'native',
  grant_types: [deviceGrant],
  response_types: [],
  redirect_uris: [],
  token_endpoint_auth_method: 'none',
  scope: 'openid',
};
