import type { TaskKind, TaskProcess } from '../task.ts';

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
): string {
  const lines = [`prepare() { cd ${quoted(cwd)} || exit; }`, `count=${processes.length}`];
  if (kind === 'task') lines.push('alone=yes');
  processes.forEach((process, index) => {
    lines.push(`name_${index}=${quoted(process.name)} restart_${index}=${process.restart ? 'yes' : 'no'}`);
    const closed = Array.from({ length: mostListeningSockets }, (_, place) => place)
      .filter((place) => !process.listen?.includes(listen[place] ?? ''))
      .map((place) => `${firstListeningDescriptor + place}<&-`);
    const env = Object.entries({ ...process.env, STOA_PROCESS: process.name });
    lines.push(
      `run_${index}() {`,
      '  trap - TERM',
      ...env.map(([name, value]) => `  export ${name}=${quoted(value)}`),
      `  exec ${process.argv.map(quoted).join(' ')} 7<&- ${closed.join(' ')}`,
      '}',
    );
  });
  return `${lines.join('\n')}\n`;
}
