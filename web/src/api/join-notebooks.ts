import type { NotebookFacts } from '../../../src/storage/contract.ts';
import type { RecentNotebook } from '../../../src/workspace/protocol/status.ts';
import { isNotebook } from '../files/home-path.ts';

/** A notebook as lists show it. Times in milliseconds since 1970. */
export interface ListedNotebook {
  readonly path: string;
  readonly languages: readonly string[];
  /** Null: it never ran; undefined: not known. */
  readonly lastRun: RecentNotebook['lastRun'] | undefined;
  readonly editedAt: number | null;
  readonly owner: string | null;
}

/** Joins what the files say with what the running workspace says of them; the newest first. */
export function joinNotebooks(
  files: readonly { path: string; changedAt: number | null; owner: { name: string }; notebook?: NotebookFacts }[],
  recent: readonly RecentNotebook[],
): ListedNotebook[] {
  const known = new Map(recent.map((notebook) => [notebook.path, notebook]));
  const listed = files
    .filter((file) => isNotebook(file.path))
    .map((file): ListedNotebook => {
      const notebook = known.get(file.path);
      known.delete(file.path);
      return {
        path: file.path,
        languages: notebook?.languages ?? file.notebook?.languages ?? [],
        lastRun:
          notebook?.lastRun ?? file.notebook?.lastRun ?? (notebook === undefined ? file.notebook?.lastRun : null),
        editedAt: notebook ? Date.parse(notebook.editedAt) : file.changedAt,
        owner: file.owner.name,
      };
    });
  for (const notebook of known.values())
    listed.push({
      path: notebook.path,
      languages: notebook.languages,
      lastRun: notebook.lastRun,
      editedAt: Date.parse(notebook.editedAt),
      owner: null,
    });
  return listed.sort((a, b) => (b.editedAt ?? 0) - (a.editedAt ?? 0));
}
