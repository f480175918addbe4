import type { NotebookSession } from '../document/notebook-session.ts';

/** Where the workspace server keeps a large output of this notebook. */
export function outputUrl(session: NotebookSession, file: string): string {
  return `${session.base}/outputs/${encodeURIComponent(file)}?${new URLSearchParams({ path: session.path })}`;
}
