import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { tokenFile } from '../gateway/token.ts';

/** What kernels and terminals find in their environment besides what the sandbox gave the server. */
export interface Shared {
  /** Address of the gateway as seen from inside, or empty. */
  gatewayUrl: string;
}

const notForChildren = ['STOA_LISTEN', 'STOA_GATEWAY_SOCKET', 'STOA_BASE_URL', 'NODE_OPTIONS', 'LISTEN_FDS'];

export function childEnvironment(
  environment: Environment,
  shared: Shared,
  extra: Record<string, string> = {},
): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !notForChildren.includes(name)) inherited[name] = value;
  }
  const path = [join(environment.stoa, 'python/bin'), join(environment.home, '.local/bin'), inherited.PATH ?? ''];
  if (environment.release !== '') path.push(join(environment.release, 'bin'));
  return {
    ...inherited,
    PATH: path.filter((part) => part !== '').join(':'),
    ...(environment.python === '' ? {} : { VIRTUAL_ENV: join(environment.stoa, 'python') }),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    ...(shared.gatewayUrl === '' ? {} : { STOA_URL: shared.gatewayUrl, STOA_TOKEN_FILE: tokenFile(environment) }),
    ...extra,
  };
}
