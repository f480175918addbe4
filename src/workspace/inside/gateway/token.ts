import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FolderHandle } from '../../../storage/inside/index.ts';
import { replaceFile } from '../documents/file/durable-file.ts';
import type { Environment } from '../environment.ts';
import { readJson, sendNothing, textField } from '../http/body.ts';
import { badRequest } from '../http/errors.ts';
import type { Router } from '../http/router.ts';

const tokenName = 'token';

/** Not in the home: what may read files there, such as a token with the scope "read", is not to become the workspace. */
export function tokenFile({ runtime }: Environment): string {
  return join(runtime, tokenName);
}

/** `PUT /stoa/token {token}`: the platform gives the workspace its token at launch, for programs inside. */
export function addTokenRoute(router: Router, environment: Environment): void {
  router.on('PUT', '/stoa/token', async ({ request, response }) => {
    const token = textField(await readJson(request), 'token');
    if (token === null || token === '') throw badRequest('"token" is missing.');
    using folder = FolderHandle.open(environment.runtime);
    await replaceFile(folder, tokenName, `${token}\n`, 0o600);
    sendNothing(response);
  });
}

/** It ends with the workspace. */
export function removeToken(environment: Environment): void {
  rmSync(tokenFile(environment), { force: true });
}
