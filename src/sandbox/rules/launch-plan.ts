import type { FetchedFile, TaskCheck, TaskKind, TaskProcess } from '../task.ts';
import { checkCommand } from './check-command.ts';

/** The first descriptor of `listen`; they follow each other. */
export const firstListeningDescriptor = 3;
export const mostListeningSockets = 4;

/** A word that a POSIX shell takes literally. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The shell text that inside/launcher.sh evaluates: how to start each process, with its own environment and only its
 * own listening sockets.
 *
 * @param cwd where each begins
 * @param listen names of the task's sockets, in the order of their descriptors
 */
export function launchPlan(
  kind: TaskKind,
  processes: readonly TaskProcess[],
  listen: readonly string[],
  cwd: string,
  more: PlanOfTask = { fetch: [], checks: {}, env: {}, release: '', cacheBytes: 0, sweep: undefined, volumes: [] },
): string {
  const lines = [
    'prepare() {',
    `  cd ${quoted(cwd)} || return 1`,
    ...sweepLines(more),
    ...volumeLines(more),
    ...fetchLines(more),
    '}',
    `count=${processes.length}`,
  ];
  if (kind === 'task') lines.push('alone=yes', ...checkLines(more));
  processes.forEach((process, index) => {
    lines.push(`name_${index}=${quoted(process.name)} restart_${index}=${process.restart ? 'yes' : 'no'}`);
    const closed = Array.from({ length: mostListeningSockets }, (_, place) => place)
      .filter((place) => !process.listen?.includes(listen[place] ?? ''))
      .map((place) => `${firstListeningDescriptor + place}<&-`);
    lines.push(
      `run_${index}() {`,
      '  trap - TERM',
      ...exports({ ...process.env, STOA_PROCESS: process.name }),
      `  exec ${process.argv.map(quoted).join(' ')} 7<&- ${closed.join(' ')}`,
      '}',
    );
  });
  return `${lines.join('\n')}\n`;
}

/** What only a task has. */
export interface PlanOfTask {
  fetch: readonly FetchedFile[];
  checks: Record<string, TaskCheck>;
  /** For what runs beside it. */
  env: Record<string, string>;
  release: string;
  /** The most that fetched files take in the home for the next tasks. */
  cacheBytes: number;
  /** Work folders of ended tasks that are older, or have nothing in them, go; those of these tasks stay. */
  sweep: { days: number; keep: readonly string[] } | undefined;
  /** What is at `target` is found at `path` in the work folder. */
  volumes: readonly { path: string; target: string }[];
}

const allClosed = '3<&- 4<&- 5<&- 6<&- 7<&-';

function sweepLines({ sweep }: PlanOfTask): string[] {
  if (!sweep) return [];
  const kept = sweep.keep.map((id) => `! -name ${quoted(id)}`).join(' ');
  // What was made in the last minutes may be of a task that has begun since the list was.
  const gone = `\\( -mtime +${sweep.days} -o -empty -mmin +5 \\)`;
  const find = `find "$HOME/.stoa/tasks" -mindepth 1 -maxdepth 1 ${gone} ${kept} -exec rm -rf -- {} +`;
  return [`  ${find} </dev/null >/dev/null 2>&1 ${allClosed}`];
}

function volumeLines({ volumes }: PlanOfTask): string[] {
  return volumes.map(({ path, target }) => {
    const link = `"$STOA_WORK"/${quoted(path)}`;
    return `  mkdir -p -- "$(dirname -- ${link})" && ln -sfn -- ${quoted(target)} ${link} || return 1`;
  });
}

function fetchLines({ fetch, env, release, cacheBytes }: PlanOfTask): string[] {
  if (fetch.length === 0) return [];
  const program = [`${release}/bin/node`, `${release}/inside/fetch.js`].map(quoted).join(' ');
  return [
    `  printf %s ${quoted(JSON.stringify(fetch))} | (`,
    ...exports({ ...env, STOA_FETCH_CACHE_BYTES: String(cacheBytes) }),
    `    exec ${program} ${allClosed}`,
    '  ) || return 2',
  ];
}

function checkLines({ checks, env, release }: PlanOfTask): string[] {
  const names = Object.keys(checks);
  if (names.length === 0) return [];
  const lines = [`checks=${quoted(names.join(' '))}`];
  for (const [name, { how, delaySeconds, intervalSeconds, timeoutSeconds }] of Object.entries(checks)) {
    const command = checkCommand(how, `${release}/bin/node`).map(quoted).join(' ');
    lines.push(
      `delay_${name}=${delaySeconds} interval_${name}=${intervalSeconds}`,
      `check_${name}() {`,
      '  trap - TERM',
      ...exports({ ...env, ...(how.kind === 'command' ? how.env : {}) }),
      `  exec timeout -k 2 ${timeoutSeconds} ${command} ${allClosed}${how.kind === 'command' ? ' >/dev/null' : ''}`,
      '}',
    );
  }
  return lines;
}

const exports = (env: Record<string, string>): string[] =>
  Object.entries(env).map(([name, value]) => `  export ${name}=${quoted(value)}`);
