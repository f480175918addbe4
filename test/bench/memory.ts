import { setTimeout as delay } from 'node:timers/promises';
import { startWorkspace } from '../platform/client.ts';
import { platformProcess, processesOf } from '../platform/processes.ts';
import { BenchPlatform, cells, runInNewKernel } from './bench-platform.ts';
import { compared, type Row } from './figure.ts';
import { JupyterHub } from './jupyterhub.ts';
import { commandLineOf, memoryOf } from './memory-of.ts';
import type { Given, Part } from './part.ts';

export const memory: Part = {
  name: 'memory',
  about: 'memory (PSS) of supervisor control gateway agent idle workspace SQL Python kernel',
  deadlineSeconds: 240,
  run: measure,
};

/** For what was needed only to start to be given back. */
const settleMilliseconds = 3_000;

async function measure(given: Given): Promise<readonly Row[]> {
  const theirs = await peer(given);
  await using bench = await BenchPlatform.start(given.signal);
  const { data } = bench.platform;
  const tenant = await bench.newTenant();
  await startWorkspace(tenant.client, tenant.name);
  await delay(settleMilliseconds, undefined, { signal: given.signal });
  const row = (figure: string, ours: number, beside?: number) =>
    compared({ figure: `memory (PSS): ${figure}`, unit: 'MiB', ours, peer: beside });
  const platform = (name: string) => {
    const pid = platformProcess(data, name);
    if (pid === undefined) throw new Error(`no process of the platform is ${name}`);
    return memoryOf([pid]);
  };
  const tenants = () => processesOf(tenant.uid);
  const kernel = (name: string) => memoryOf(tenants().filter((pid) => commandLineOf(pid).includes(name)));
  const rows = [
    row('supervisor', platform('up')),
    row('control, beside the hub', platform('control'), theirs?.hub),
    row('gateway, beside configurable-http-proxy', platform('gateway'), theirs?.proxy),
    row('agent', platform('agent')),
    row('idle workspace, no kernel opened, beside jupyterhub-singleuser', memoryOf(tenants()), theirs?.server),
  ];
  await runInNewKernel(tenant.client, tenant.name, cells.sql);
  rows.push(row('SQL kernel after a query', kernel('sql-kernel.js')));
  if (bench.hasPython) {
    await runInNewKernel(tenant.client, tenant.name, cells.python);
    rows.push(row('Python kernel after a print, beside ipykernel', kernel('ipykernel'), theirs?.kernel));
    rows.push(row('workspace with both kernels', memoryOf(tenants())));
  }
  return rows;
}

async function peer(given: Given) {
  await using hub = await JupyterHub.startIfPossible(given);
  if (!hub) return undefined;
  await hub.clickToResult(await hub.newUser(), cells.python);
  const { hub: hubs, proxy, servers, kernels } = hub.processes();
  return { hub: memoryOf(hubs), proxy: memoryOf(proxy), server: memoryOf(servers), kernel: memoryOf(kernels) };
}
