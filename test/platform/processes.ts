import { readdirSync, readFileSync } from 'node:fs';
import { platformEntry } from './entry.ts';

/** Every process of the machine whose command line holds the text. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && commandLine(pid).includes(text));
}

/** The platform's own process of that name: supervisor (`up`), control, gateway, agent, or `agent-NAME` of several. */
export function platformProcess(data: string, name: string): number | undefined {
  const [wanted, ...more] = name.split('-');
  const which = more.length > 0 ? `\0--name\0${more.join('-')}\0` : undefined;
  // What makes a host less able names the same command behind its own.
  const itself = ([, program, command, ...flags]: string[]) =>
    program === platformEntry &&
    command === wanted &&
    (which === undefined ? !flags.includes('--name') : `\0${flags.join('\0')}\0`.includes(which));
  return processesWith(`\0${data}\0`).find((pid) => itself(commandLine(pid).split('\0')));
}

/** Processes that run as the uid, zombies left out. */
export function processesOf(uid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const status = read(`/proc/${pid}/status`);
      return new RegExp(`^Uid:\\s+${uid}\\s`, 'm').test(status) && !/^State:\s+Z/m.test(status);
    });
}

function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
