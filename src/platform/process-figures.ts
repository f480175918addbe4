import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface ProcessFigure {
  readonly name: string;
  readonly help: string;
  read(): number;
}

/** What an operator asks of any process: time, memory, files, and whether it keeps up. */
export function processFigures(): readonly ProcessFigure[] {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const memory = process.memoryUsage;
  return [
    { name: 'process_cpu_seconds_total', help: 'Processor time used', read: cpuSeconds },
    { name: 'process_resident_memory_bytes', help: 'Memory held', read: () => memory.rss() },
    { name: 'process_heap_used_bytes', help: 'JavaScript memory in use', read: () => memory().heapUsed },
    {
      name: 'process_open_fds',
      help: 'Files and sockets open',
      read: () => readdirSync('/proc/self/fd').length,
    },
    {
      name: 'process_start_time_seconds',
      help: 'Start, in seconds since 1970',
      read: () => Date.now() / 1000 - process.uptime(),
    },
    {
      name: 'process_delay_p99_seconds',
      help: 'How late work began, 99 of 100 times at most, since this was last asked',
      read() {
        const seconds = delay.percentile(99) / 1e9;
        delay.reset();
        return seconds;
      },
    },
  ];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
