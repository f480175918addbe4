import { readFileSync } from 'node:fs';

/**
 * How often the system has killed something in this sandbox for memory, from its cgroup; null where the sandbox does
 * not show it.
 */
export function countMemoryKills(): number | null {
  for (const path of counterFiles()) {
    try {
      const found = /^oom_kill (\d+)/m.exec(readFileSync(path, 'latin1'));
      if (found !== null) return Number(found[1]);
    } catch {
      // Not mounted here: the next place.
    }
  }
  return null;
}

function counterFiles(): string[] {
  // The platform shows the sandbox's own counter here, where it can.
  const shown = process.env.STOA_MEMORY_EVENTS ?? '';
  if (shown !== '') return [shown];
  const files = ['/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control'];
  try {
    for (const line of readFileSync('/proc/self/cgroup', 'latin1').split('\n')) {
      const [, controllers = '', path = ''] = line.split(':');
      if (controllers === '') files.unshift(`/sys/fs/cgroup${path}/memory.events`);
      if (controllers.split(',').includes('memory')) files.unshift(`/sys/fs/cgroup/memory${path}/memory.oom_control`);
    }
  } catch {
    // Without /proc the fixed places must do.
  }
  return files;
}

export interface End {
  code: number | null;
  signal: string | null;
}

/** Why a kernel ended, in words. `killsBefore` and `killsAfter` are the sandbox's count around it, null if unknown. */
export function describeEnd(name: string, end: End, killsBefore: number | null, killsAfter: number | null): string {
  const killed = end.signal === 'SIGKILL' || end.code === 137;
  if (killed && killsBefore !== null && killsAfter !== null) {
    return killsAfter > killsBefore
      ? `The ${name} kernel was killed because the workspace ran out of memory${limitInWords()}. Its variables are gone; run fewer rows at once, or ask for more memory.`
      : `The ${name} kernel was killed (SIGKILL). Its variables are gone.`;
  }
  if (killed) {
    return `The ${name} kernel was killed, most probably because the workspace ran out of memory${limitInWords()}. Its variables are gone.`;
  }
  if (end.signal !== null) return `The ${name} kernel crashed (${end.signal}). Its variables are gone.`;
  if (end.code !== null && end.code !== 0)
    return `The ${name} kernel ended with code ${end.code}. Its variables are gone.`;
  return `The ${name} kernel ended. Its variables are gone.`;
}

function limitInWords(): string {
  const bytes = Number(process.env.STOA_MEMORY_BYTES ?? 0);
  return bytes > 0 ? `: all of it together may use ${Math.round(bytes / 2 ** 20)} MiB` : '';
}
