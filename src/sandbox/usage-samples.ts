import type { Host } from './host.ts';
import { processUsage } from './limits/overuse.ts';
import type { LiveTask } from './live-task.ts';
import type { TaskSample } from './task.ts';

/** What tasks use, looked at one after the other, so that hundreds of them cost little at a time. */
export interface UsageSamples {
  /** To be called each second: looks at the next few. */
  look(tasks: readonly LiveTask[]): Promise<void>;
  /** The last of each that runs, by its id. */
  all(): Record<string, TaskSample>;
  forget(id: string): void;
}

/** @param everySeconds each task is looked at once in so long */
export function usageSamples(host: Host, everySeconds: number): UsageSamples {
  const samples = new Map<string, TaskSample>();
  let next = 0;
  let looking = false;
  return {
    async look(tasks) {
      if (looking) return;
      looking = true;
      try {
        const running = tasks.filter((task) => task.state().startedAt !== undefined);
        const count = Math.ceil(running.length / everySeconds);
        for (let done = 0; done < count; done += 1) {
          const task = running[(next + done) % running.length];
          if (task) samples.set(task.spec.id, await sample(host, task, samples.get(task.spec.id)));
        }
        next = running.length > 0 ? (next + count) % running.length : 0;
        for (const task of running)
          if (!samples.has(task.spec.id)) samples.set(task.spec.id, await sample(host, task, undefined));
      } finally {
        looking = false;
      }
    },
    all: () => Object.fromEntries(samples),
    forget: (id) => samples.delete(id),
  };
}

async function sample(host: Host, task: LiveTask, before: TaskSample | undefined): Promise<TaskSample> {
  const used = await processUsage(host, task);
  return {
    at: Date.now(),
    ...used,
    memoryPeakBytes: Math.max(used.memoryPeakBytes, before?.memoryPeakBytes ?? 0),
  };
}
