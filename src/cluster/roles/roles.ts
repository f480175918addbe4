import type { Change } from '../allocator/messages.ts';
import type { PriorityClass } from '../rules/priority-class.ts';
import { roleView } from '../rules/role-views.ts';
import type { RoleView } from '../rules/snapshot.ts';
import type { RoleRecord } from '../store/roles.ts';

/** The roles that were set or used since the start; the allocator knows the same ones. */
export class Roles {
  readonly #records = new Map<string, RoleRecord>();
  readonly #known = new Set<string>();
  readonly #tell: (change: Change) => void;
  readonly #highestClass: PriorityClass;

  constructor(highestClass: PriorityClass, tell: (change: Change) => void) {
    this.#highestClass = highestClass;
    this.#tell = tell;
  }

  load(records: readonly RoleRecord[]): void {
    for (const record of records) this.#records.set(record.path, record);
    for (const { path } of records) this.use(path);
  }

  /** Before the allocator hears of something in the role. */
  use(path: string): void {
    if (this.#known.has(path)) return;
    const above = parentOf(path);
    if (above !== null) this.use(above);
    this.#known.add(path);
    this.#tell({ type: 'role', role: this.view(path) });
  }

  view(path: string): RoleView {
    const above = parentOf(path);
    return roleView(path, this.#records.get(path), above === null ? null : this.view(above), this.#highestClass);
  }

  /** The known roles, and those of the records, as they would be with these records in place of the stored ones. */
  viewsWith(records: readonly RoleRecord[]): RoleView[] {
    const paths = new Set([...this.#known, ...records.flatMap(({ path }) => [parentOf(path) ?? path, path])]);
    const byPath = new Map(records.map((record) => [record.path, record]));
    const view = (path: string): RoleView => {
      const above = parentOf(path);
      return roleView(path, byPath.get(path), above === null ? null : view(above), this.#highestClass);
    };
    return [...paths].sort().map(view);
  }

  record(path: string): RoleRecord | undefined {
    return this.#records.get(path);
  }

  /** By path, so that a group stands before its accounts. */
  known(): string[] {
    return [...this.#known].sort();
  }

  /** What was stored for a role; those below it may change with it. */
  changed(record: RoleRecord): void {
    this.#records.set(record.path, record);
    this.use(record.path);
    for (const path of this.known())
      if (path === record.path || path.startsWith(`${record.path}/`))
        this.#tell({ type: 'role', role: this.view(path) });
  }
}

function parentOf(path: string): string | null {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? null : path.slice(0, cut);
}
