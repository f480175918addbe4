import type { TaskRecord } from '../tasks/task-record.ts';

type Named = Pick<TaskRecord, 'id' | 'framework' | 'frameworkTask'>;

/** Our ids of the tasks that frameworks know, and of their executors, by the frameworks' own names. */
export class TaskNames {
  readonly #byFramework = new Map<string, Map<string, string>>();

  add({ framework, frameworkTask, id }: Named): void {
    const names = this.#byFramework.get(framework) ?? new Map<string, string>();
    this.#byFramework.set(framework, names.set(frameworkTask, id));
  }

  /** Its name may be another's now. */
  remove({ framework, frameworkTask, id }: Named): void {
    const names = this.#byFramework.get(framework);
    if (names?.get(frameworkTask) !== id) return;
    names.delete(frameworkTask);
    if (names.size === 0) this.#byFramework.delete(framework);
  }

  find(framework: string, name: string): string | undefined {
    return this.#byFramework.get(framework)?.get(name);
  }

  has(framework: string): boolean {
    return this.#byFramework.has(framework);
  }

  /** As they were named. */
  idsOf(framework: string): string[] {
    return [...(this.#byFramework.get(framework)?.values() ?? [])];
  }
}
