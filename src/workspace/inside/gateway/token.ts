import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../documents/file/durable-file.ts';
import type { Environment } from '../environment.ts';
import { readJson, sendNothing, textField } from '../http/body.ts';
import { badRequest } from '../http/errors.ts';
import type { Router } from '../http/router.ts';

function tokenFile(environment: Environment): string {
  return join(environment.stoa, 'token');
}

/** `PUT /stoa/token {token}`: the platform gives the workspace its token at launch, for programs inside. */
export function addTokenRoute(router: Router, environment: Environment): void {
  router.on('PUT', '/stoa/token', async ({ request, response }) => {
    const token = textField(await readJson(request), 'token');
    if (token === null || token === '') throw badRequest('"token" is missing.');
    await mkdir(environment.stoa, { recursive: true, mode: 0o700 });
    await replaceFile(tokenFile(environment), `${token}\n`, 0o600);
    sendNothing(response);
  });
}

/** It ends with the workspace. */
export function removeToken(environment: Environment): void {
  rmSync(tokenFile(environment), { force: true });
}
