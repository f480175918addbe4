import { AgentError } from '../agent-error.ts';
import type {
  FetchedFile,
  GroupFolder,
  HealthCheck,
  Probe,
  TaskCheck,
  TaskLimits,
  TaskMount,
  TaskProcess,
  TaskSpec,
  TaskVolume,
  Tenant,
} from '../task.ts';
import { imageName } from './image-name.ts';
import { mostListeningSockets } from './launch-plan.ts';

/** Thrown text names the field, what was found and what was expected. */
function refuse(field: string, expected: string, found: unknown): never {
  const shown = JSON.stringify(found)?.slice(0, 80) ?? 'nothing';
  throw new AgentError('bad-task', `The task's ${field} is ${shown}; expected ${expected}.`);
}

type Fields = Record<string, unknown>;
const fields = (value: unknown, field: string): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuse(field, 'an object', value);
const list = (value: unknown, field: string): unknown[] =>
  Array.isArray(value) ? value : refuse(field, 'a list', value);
const text = (value: unknown, field: string, pattern: RegExp, expected: string): string =>
  typeof value === 'string' && pattern.test(value) ? value : refuse(field, expected, value);
const anyText = (value: unknown, field: string): string => text(value, field, /^[^\0]*$/, 'text without NUL');
const absolutePath = (value: unknown, field: string): string => {
  const path = text(value, field, /^\/[^\0\n]*$/, 'an absolute path');
  return path.split('/').includes('..') ? refuse(field, 'a path without ..', value) : path;
};
const number = (value: unknown, field: string, least: number): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= least
    ? value
    : refuse(field, `a number from ${least}`, value);
const flag = (value: unknown, field: string): boolean =>
  typeof value === 'boolean' ? value : refuse(field, 'true or false', value);
const oneOf = <T extends string>(value: unknown, field: string, choices: readonly T[]): T =>
  choices.find((choice) => choice === value) ?? refuse(field, choices.join(' or '), value);

const accountName = /^[a-z][a-z0-9._-]{0,31}$/;
/** Below are the system's own accounts; above, 32 bits minus the "no such id" value. */
const userId = (value: unknown, field: string): number => {
  const id = number(value, field, 1);
  return Number.isInteger(id) && id < 0xffff_fffe ? id : refuse(field, 'an id from 1', value);
};

const environment = (value: unknown, field: string): Record<string, string> => {
  const entries = Object.entries(fields(value ?? {}, field));
  return Object.fromEntries(
    entries.map(([name, content]) => [
      text(name, `${field} name`, /^[A-Za-z_][A-Za-z0-9_]*$/, 'a variable name'),
      anyText(content, `${field}.${name}`),
    ]),
  );
};

export function parseGroup(value: unknown, field = 'group'): GroupFolder {
  const group = fields(value, field);
  return {
    name: text(group.name, `${field}.name`, accountName, 'a group name'),
    gid: userId(group.gid, `${field}.gid`),
  };
}

const taskName = /^[a-z0-9][a-z0-9-]{0,47}$/;
export const parseVolumeId = (id: unknown): string => text(id, 'volume', taskName, 'lower case letters, digits and -');

export const parseTenantName = (name: unknown): string => text(name, 'tenant.name', accountName, 'an account name');

export function parseTenant(value: unknown): Tenant {
  const tenant = fields(value, 'tenant');
  return {
    name: parseTenantName(tenant.name),
    uid: userId(tenant.uid, 'tenant.uid'),
    gid: userId(tenant.gid, 'tenant.gid'),
    groups: list(tenant.groups ?? [], 'tenant.groups').map((group) => parseGroup(group, 'tenant.groups')),
  };
}

function parseProcess(value: unknown, listen: readonly string[]): TaskProcess {
  const process = fields(value, 'process');
  const argv = list(process.argv, 'process.argv').map((word) => anyText(word, 'process.argv'));
  if (argv.length === 0) refuse('process.argv', 'a command', argv);
  const listens = list(process.listen ?? [], 'process.listen').map((name) => oneOf(name, 'process.listen', listen));
  return {
    name: text(process.name, 'process.name', /^[a-z][a-z0-9-]{0,31}$/, 'a short name'),
    argv,
    ...(flag(process.literal ?? false, 'process.literal') ? { literal: true } : {}),
    env: environment(process.env, 'process.env'),
    restart: flag(process.restart ?? false, 'process.restart'),
    ...(listens.length > 0 ? { listen: listens } : {}),
  };
}

/** What only a task of a tenant's own choosing has. */
function parseTaskParts(
  spec: Fields,
  listen: readonly string[],
  tenant: Tenant,
): Pick<TaskSpec, 'container' | 'fetch' | 'health' | 'check' | 'volumes'> {
  const checked = spec.health !== undefined || spec.check !== undefined;
  if (checked && listen.length >= mostListeningSockets)
    refuse('listen', `at most ${mostListeningSockets - 1} names, where there are checks`, listen);
  return {
    ...(spec.container === undefined ? {} : { container: parseContainer(spec) }),
    ...(spec.fetch === undefined ? {} : { fetch: list(spec.fetch, 'fetch').map(parseFetched) }),
    ...(spec.volumes === undefined ? {} : { volumes: parseVolumes(spec.volumes, tenant) }),
    ...(spec.health === undefined ? {} : { health: parseHealth(spec.health) }),
    ...(spec.check === undefined ? {} : { check: parseCheck(spec.check, 'check') }),
  };
}

const nameInWork = (value: unknown, field: string): string =>
  text(value, field, /^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[^\0\n]{1,1024}$/, 'a name in the work folder');

function parseVolumes(value: unknown, tenant: Tenant): TaskVolume[] {
  const volumes = list(value, 'volumes').map((volume) => parseVolume(volume, tenant));
  for (const name of ['id', 'path'] as const)
    if (new Set(volumes.map((volume) => volume[name])).size < volumes.length)
      refuse(
        `volumes.${name}`,
        'each once',
        volumes.map((volume) => volume[name]),
      );
  return volumes;
}

function parseVolume(value: unknown, tenant: Tenant): TaskVolume {
  const volume = fields(value, 'volume');
  const group = volume.group === undefined ? undefined : parseGroup(volume.group, 'volume.group');
  if (group !== undefined && !tenant.groups.some(({ gid }) => gid === group.gid))
    refuse('volume.group', `a group of ${tenant.name}`, group.name);
  return {
    id: parseVolumeId(volume.id),
    path: nameInWork(volume.path, 'volume.path'),
    diskBytes: Math.floor(number(volume.diskBytes, 'volume.diskBytes', 2 ** 20)),
    files: Math.floor(number(volume.files, 'volume.files', 10)),
    ...(group === undefined ? {} : { group }),
    readOnly: flag(volume.readOnly ?? false, 'volume.readOnly'),
  };
}

function parseContainer({ container, fetch, volumes, listen }: Fields): { image: string } {
  const { image } = fields(container, 'container');
  for (const [field, value] of Object.entries({ fetch, volumes, listen }))
    if (Array.isArray(value) && value.length > 0) refuse(field, 'nothing, as it runs in a container', value);
  return { image: text(image, 'container.image', imageName, 'the name of an image') };
}

function parseFetched(value: unknown): FetchedFile {
  const file = fields(value, 'fetch');
  return {
    uri: text(file.uri, 'fetch.uri', /^[^\0\n]{1,4096}$/, 'an address'),
    ...(file.sha256 === undefined
      ? {}
      : { sha256: text(file.sha256, 'fetch.sha256', /^[0-9a-fA-F]{64}$/, '64 hexadecimal digits') }),
    extract: flag(file.extract ?? false, 'fetch.extract'),
    executable: flag(file.executable ?? false, 'fetch.executable'),
    cache: flag(file.cache ?? false, 'fetch.cache'),
    ...(file.output === undefined ? {} : { output: nameInWork(file.output, 'fetch.output') }),
  };
}

function parseCheck(value: unknown, field: string): TaskCheck {
  const check = fields(value, field);
  return {
    how: parseProbe(check.how, `${field}.how`),
    delaySeconds: number(check.delaySeconds ?? 15, `${field}.delaySeconds`, 0),
    intervalSeconds: number(check.intervalSeconds ?? 10, `${field}.intervalSeconds`, 0.1),
    timeoutSeconds: number(check.timeoutSeconds ?? 20, `${field}.timeoutSeconds`, 0),
  };
}

function parseHealth(value: unknown): HealthCheck {
  const check = fields(value, 'health');
  return {
    ...parseCheck(check, 'health'),
    graceSeconds: number(check.graceSeconds ?? 10, 'health.graceSeconds', 0),
    failures: number(check.failures ?? 3, 'health.failures', 1),
  };
}

function parseProbe(value: unknown, field: string): Probe {
  const probe = fields(value, field);
  const kind = oneOf(probe.kind, `${field}.kind`, ['command', 'http', 'tcp'] as const);
  if (kind === 'command') {
    const argv = list(probe.argv, `${field}.argv`).map((word) => anyText(word, `${field}.argv`));
    if (argv.length === 0) refuse(`${field}.argv`, 'a command', argv);
    return { kind, argv, env: environment(probe.env, `${field}.env`) };
  }
  const port = number(probe.port, `${field}.port`, 1);
  if (!Number.isInteger(port) || port > 65_535) refuse(`${field}.port`, 'a port', probe.port);
  if (kind === 'tcp') return { kind, port };
  const path = text(probe.path ?? '/', `${field}.path`, /^\/[\x21-\x7e]{0,4095}$/, 'a path without spaces');
  return { kind, port, path, scheme: oneOf(probe.scheme ?? 'http', `${field}.scheme`, ['http', 'https'] as const) };
}

function parseMount(value: unknown): TaskMount {
  const mount = fields(value, 'mount');
  return {
    source: absolutePath(mount.source, 'mount.source'),
    target: absolutePath(mount.target, 'mount.target'),
    readOnly: flag(mount.readOnly, 'mount.readOnly'),
    ...(mount.variable === undefined
      ? {}
      : { variable: text(mount.variable, 'mount.variable', /^[A-Z][A-Z0-9_]*$/, 'a variable name') }),
  };
}

export function parseLimits(value: unknown): TaskLimits {
  const limits = fields(value, 'limits');
  const whole = (name: string, least: number) => Math.floor(number(limits[name], `limits.${name}`, least));
  return {
    memoryBytes: whole('memoryBytes', 16 * 2 ** 20),
    cpus: number(limits.cpus, 'limits.cpus', 0.01),
    processes: whole('processes', 8),
    diskBytes: whole('diskBytes', 16 * 2 ** 20),
    files: whole('files', 100),
    scratchBytes: whole('scratchBytes', 2 ** 20),
    ...(limits.workBytes === undefined ? {} : { workBytes: whole('workBytes', 1) }),
    ...(limits.workFiles === undefined ? {} : { workFiles: whole('workFiles', 1) }),
    ...(limits.bandwidthBitsPerSecond === undefined
      ? {}
      : { bandwidthBitsPerSecond: whole('bandwidthBitsPerSecond', 1000) }),
  };
}

export function parseResize(value: Fields): Pick<TaskLimits, 'memoryBytes' | 'cpus'> {
  return {
    memoryBytes: Math.floor(number(value.memoryBytes, 'memoryBytes', 16 * 2 ** 20)),
    cpus: number(value.cpus, 'cpus', 0.01),
  };
}

/** Outside data, once, into a spec that is trusted afterwards. */
export function parseTaskSpec(value: unknown): TaskSpec {
  const spec = fields(value, 'spec');
  const listen = list(spec.listen ?? [], 'listen').map((name) =>
    text(name, 'listen', /^[a-z][a-z0-9-]{0,15}$/, 'a short name'),
  );
  if (listen.length > mostListeningSockets) refuse('listen', `at most ${mostListeningSockets} names`, listen);
  const processes = list(spec.processes, 'processes').map((process) => parseProcess(process, listen));
  if (processes.length === 0) refuse('processes', 'at least one', processes);
  const kind = oneOf(spec.kind, 'kind', ['workspace', 'files', 'task'] as const);
  if (kind === 'task' && (processes.length > 1 || processes[0]?.restart))
    refuse('processes', 'one that is not started again, as it is a task', processes);
  const tenant = parseTenant(spec.tenant);
  return {
    id: text(spec.id, 'id', taskName, 'lower case letters, digits and -'),
    kind,
    tenant,
    processes,
    listen,
    home: absolutePath(spec.home, 'home'),
    mounts: list(spec.mounts ?? [], 'mounts').map(parseMount),
    env: environment(spec.env, 'env'),
    cwd: anyText(spec.cwd ?? '', 'cwd'),
    limits: parseLimits(spec.limits),
    network: oneOf(spec.network, 'network', ['internet', 'none'] as const),
    graceSeconds: number(spec.graceSeconds ?? 5, 'graceSeconds', 0),
    ...(kind === 'task' ? parseTaskParts(spec, listen, tenant) : {}),
  };
}
