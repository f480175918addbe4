import type { NotebookSession } from '../document/notebook-session.ts';

/** What the editor asks its kernel. `kernel` may change under an open editor. */
export interface KernelTalk {
  readonly session: NotebookSession;
  readonly kernel: () => string;
}
