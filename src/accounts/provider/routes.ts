import { route } from '../../platform/index.ts';
import { answerDevice } from './answer-device.ts';
import { answerRequest } from './answer-request.ts';
import { changeClient } from './change-client.ts';
import * as contract from './contract.ts';
import { deleteClient } from './delete-client.ts';
import { listClients } from './list-clients.ts';
import { listSites } from './list-sites.ts';
import type { ProviderParts } from './parts.ts';
import { readDevice } from './read-device.ts';
import { readRequest } from './read-request.ts';
import { registerClient } from './register-client.ts';
import { renewClientSecret } from './renew-client-secret.ts';
import { replaceKeys } from './replace-keys.ts';
import { revokeSite } from './revoke-site.ts';
import { takeDeviceToken } from './take-device-token.ts';

/** Joins each operation with its use case. */
export function providerRoutes(parts: ProviderParts) {
  return [
    route(contract.registerClient, (ctx, { body }) => registerClient(ctx, parts, body)),
    route(contract.listClients, (ctx, { query }) => listClients(ctx, parts, query)),
    route(contract.changeClient, (ctx, { params, body }) => changeClient(ctx, parts, params.client, body)),
    route(contract.deleteClient, (ctx, { params }) => deleteClient(ctx, params.client)),
    route(contract.renewClientSecret, (ctx, { params }) => renewClientSecret(ctx, params.client)),
    route(contract.replaceKeys, (ctx) => replaceKeys(ctx, parts)),
    route(contract.readRequest, (ctx, { params }) => readRequest(ctx, parts, params.id)),
    route(contract.answerRequest, (ctx, { params, body }) => answerRequest(ctx, parts, params.id, body.allow)),
    route(contract.listSites, (ctx) => listSites(ctx)),
    route(contract.revokeSite, (ctx, { params }) => revokeSite(ctx, parts, params.client)),
    route(contract.readDevice, (ctx, { params }) => readDevice(ctx, parts, params.code)),
    route(contract.answerDevice, (ctx, { params, body }) => answerDevice(ctx, parts, params.code, body.allow)),
    route(contract.takeDeviceToken, (ctx, { body }) => takeDeviceToken(ctx, parts, body)),
  ];
}
