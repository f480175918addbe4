import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the server is and for whom, from the variables that the sandbox sets. Paths are absolute. */
export interface Environment {
  account: string;
  /** Prefix of every route, such as `/user/ada`, without a slash at its end. */
  baseUrl: string;
  home: string;
  /** Private folder that ends with the workspace: sockets, states of kernels. */
  runtime: string;
  /** The release's folder, or empty in a source tree. */
  release: string;
  /** Folder of the groups' folders, or empty. */
  groups: string;
  /** Root of the shared Python environment; empty when there is none, or while it is still being made. */
  readonly python: string;
  /** Where it is or will be; empty when there will be none. */
  pythonRoot: string;
  /** Unix socket of the gateway, or empty. */
  gatewaySocket: string;
  /** Unix socket to listen on instead of descriptor 3. */
  listenPath: string | null;
  /** The tenant's own folder of Stoa in the home. */
  stoa: string;
}

export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const required = (name: string): string => {
    const value = variables[name];
    if (value === undefined || value === '') throw new EnvironmentError(`the variable ${name} is not set`);
    return value;
  };
  const home = required('HOME');
  const account = required('STOA_ACCOUNT');
  return {
    account,
    baseUrl: (variables.STOA_BASE_URL ?? `/user/${account}`).replace(/\/+$/, ''),
    home,
    runtime: required('STOA_RUNTIME'),
    release: variables.STOA_RELEASE ?? '',
    groups: variables.STOA_GROUPS ?? '',
    get python() {
      return whenComplete(variables.STOA_PYTHON ?? '');
    },
    pythonRoot: variables.STOA_PYTHON ?? '',
    gatewaySocket: variables.STOA_GATEWAY_SOCKET ?? '',
    listenPath: variables.STOA_LISTEN ?? null,
    stoa: join(home, '.stoa'),
  };
}

/** The platform marks the shared environment when everything in it is installed, also while this server runs. */
function whenComplete(root: string): string {
  return root !== '' && existsSync(join(root, 'complete')) ? root : '';
}
