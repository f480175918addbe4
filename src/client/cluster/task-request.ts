import { homedir } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type {
  CheckedBy,
  Constraint,
  createTask,
  FetchedFile,
  PriorityClass,
  TaskVolume,
} from '../../cluster/contract.ts';
import type { BodyOf } from '../../platform/operation.ts';
import { bytes, cores, duration, graceDuration, wholeNumber } from './amounts.ts';
import { type CheckTimes, checkedBy, checkTimes, fetched, healthCheck, taskCheck } from './check-options.ts';

/** What `stoa run` takes beside a command. */
export interface TaskOptions {
  readonly cpus?: number;
  readonly memory?: number;
  readonly disk?: number;
  readonly files?: number;
  readonly ports?: number;
  readonly class?: PriorityClass;
  readonly role?: string;
  readonly name?: string;
  readonly where?: readonly Constraint[];
  readonly time?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly fetch?: readonly FetchedFile[];
  readonly docker?: string;
  readonly volume?: readonly TaskVolume[];
  readonly health?: CheckedBy;
  readonly healthTimes?: CheckTimes;
  readonly check?: CheckedBy;
  readonly checkTimes?: CheckTimes;
  /** Milliseconds. */
  readonly grace?: number;
  readonly detach?: true;
}

/** Those that make it a task even without `--`. */
export const taskOptions = [
  'cpus',
  'memory',
  'disk',
  'files',
  'ports',
  'class',
  'role',
  'name',
  'where',
  'time',
  'env',
  'fetch',
  'docker',
  'volume',
  'health',
  'healthTimes',
  'check',
  'checkTimes',
  'grace',
  'detach',
] as const;

export function addTaskOptions(command: Command): Command {
  return command
    .option('--cpus <cores>', 'of a command: cores, e.g. 2 or 0.5 (default 1)', cores)
    .option('--memory <size>', 'memory, e.g. 4GB (default 1GB)', bytes)
    .option('--disk <size>', 'what it may have in its own folder: it is ended when it has more there', bytes)
    .option('--files <count>', 'the same for files and folders', wholeNumber)
    .option('--ports <count>', 'ports of its agent for it alone, in its variables PORT0, PORT1, …', wholeNumber)
    .addOption(
      new Option('--class <class>', 'who gives way to whom, the first to nobody').choices([
        ...['system', 'service', 'interactive', 'batch', 'scavenger'],
      ]),
    )
    .option('--role <group>', 'the group whose share is used; the primary group otherwise')
    .option('--name <name>', 'what it is called in lists')
    .option('--where <attribute=value>', 'only on agents with it, or with != without it; may be repeated', where)
    .option('--time <duration>', 'it is ended after so long, e.g. 2h; what is known to end finds room sooner', duration)
    .option('--env <name=value>', 'a variable of its environment; may be repeated', variable)
    .option(
      '--fetch <file>',
      'an address, or a path in the home, that is put into its folder before it begins; behind it may stand extract, executable, cache, sha256=HEX, as=NAME; may be repeated',
      fetched,
    )
    .option('--docker <image>', 'in a container of this image, on an agent with a Docker engine; without a network')
    .option(
      '--volume <name>',
      'a volume of its own, by name or id; behind it may stand :PATH in its folder, and :ro; may be repeated',
      volume,
    )
    .option(
      '--health <check>',
      'http:8080/path, tcp:8080 or a command: it is ended when that fails again and again',
      checkedBy,
    )
    .option('--health-times <times>', 'e.g. interval=10s,timeout=20s,delay=0,grace=10s,failures=3', checkTimes)
    .option('--check <check>', 'the same, only shown: nothing follows from it', checkedBy)
    .option('--check-times <times>', 'e.g. interval=10s,timeout=20s,delay=0', checkTimes)
    .option('--grace <duration>', 'between being told to end and being killed, e.g. 30s; 0: at once', graceDuration)
    .option('--detach', 'print its id and let it run');
}

/** `rack=1`, `rack!=1`, `rack=1|2`. */
function where(text: string, before: readonly Constraint[] = []): Constraint[] {
  const [, attribute = '', not = '', values = ''] = /^([^=!]+)(!?)=(.*)$/.exec(text) ?? [];
  if (attribute === '') throw new InvalidArgumentError('It takes attribute=value or attribute!=value.');
  return [...before, { attribute, values: values.split('|'), not: not === '!' }];
}

/** `data`, `data:var/lib`, `data:ro`, `data:var/lib:ro`. */
function volume(text: string, before: readonly TaskVolume[] = []): TaskVolume[] {
  const readOnly = text.endsWith(':ro');
  const [name = '', ...path] = (readOnly ? text.slice(0, -3) : text).split(':');
  if (name === '') throw new InvalidArgumentError('It takes NAME, NAME:PATH or NAME:PATH:ro.');
  return [...before, { volume: name, ...(path.length === 0 ? {} : { path: path.join(':') }), readOnly }];
}

function variable(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It takes NAME=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** What is asked of the platform for a command. */
export function taskRequest(
  command: readonly string[],
  options: TaskOptions,
  given: { readonly account: string; readonly folder: string | null; readonly key: string },
): BodyOf<typeof createTask> {
  const {
    cpus = 1,
    memory = 1_000_000_000,
    disk = 0,
    files = 0,
    ports = 0,
    role,
    time,
    where: constraints = [],
    env = {},
  } = options;
  return {
    command: [...command],
    resources: { cpus, memory, disk, inodes: files, bandwidth: 0, ports },
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.class === undefined ? {} : { class: options.class }),
    ...(role === undefined ? {} : { role: role.includes('/') ? role : `${role}/${given.account}` }),
    ...(constraints.length === 0 ? {} : { constraints: [...constraints] }),
    ...(time === undefined ? {} : { milliseconds: time }),
    ...(Object.keys(env).length === 0 ? {} : { environment: { ...env } }),
    ...(options.fetch === undefined ? {} : { fetch: [...options.fetch] }),
    ...(options.docker === undefined ? {} : { container: { image: options.docker } }),
    ...(options.volume === undefined ? {} : { volumes: [...options.volume] }),
    ...(options.health === undefined ? {} : { health: healthCheck(options.health, options.healthTimes) }),
    ...(options.check === undefined ? {} : { check: taskCheck(options.check, options.checkTimes) }),
    ...(options.grace === undefined ? {} : { graceSeconds: Math.round(options.grace / 1000) }),
    ...(given.folder === null ? {} : { folder: given.folder }),
    key: given.key,
  };
}

/** Inside a sandbox a command begins where its caller stands, as long as that is in the home. */
export function folderHere(inside: boolean, here: string, home = homedir()): string | null {
  if (!inside) return null;
  const path = relative(home, here);
  return path.startsWith('..') || isAbsolute(path) ? null : path;
}
