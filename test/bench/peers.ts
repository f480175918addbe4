import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = resolve(import.meta.dirname, '../../.cache/bench');
const proxyVersion = '5.3.0';
const hubPackages = ['jupyterhub', 'jupyterlab', 'jupyter_server', 'ipykernel', 'pandas', 'pyarrow'];
const fetchMilliseconds = 300_000;

/** Where configurable-http-proxy's program is, from npm. */
export async function configurableHttpProxy(): Promise<string> {
  const folder = join(cache, 'configurable-http-proxy');
  const program = join(folder, 'node_modules', 'configurable-http-proxy', 'bin', 'configurable-http-proxy');
  if (!existsSync(program)) {
    await mkdir(folder, { recursive: true });
    const package_ = `configurable-http-proxy@${proxyVersion}`;
    await run('npm', ['install', '--prefix', folder, '--no-save', package_], { timeout: fetchMilliseconds });
  }
  return program;
}

/** The folder of JupyterHub's programs, from PyPI, in a Python environment of its own. */
export async function jupyterHubPrograms(): Promise<string> {
  const folder = join(cache, 'jupyterhub');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(cache, { recursive: true });
    await run('python3', ['-m', 'venv', folder], { timeout: fetchMilliseconds });
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', ...hubPackages], { timeout: fetchMilliseconds });
    await writeFile(complete, '');
  }
  return join(folder, 'bin');
}
