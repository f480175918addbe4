import type * as Y from 'yjs';
import type { ServerMessage } from '../../../protocol/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { Notebook } from '../rules/notebook.ts';
import type { Turns } from './turns.ts';

/** What the parts of an open document know of it. */
export interface DocumentParts {
  readonly doc: Y.Doc;
  readonly turns: Turns;
  readonly isClosed: boolean;
  /** Null while another workspace writes it. */
  readonly journal: Journal | null;
  /** False as long as nothing may be written to the `.ipynb`. */
  readonly mayWrite: boolean;
  notebook(): Notebook;
  /** Resolves when all changes so far are in the journal on disk. */
  flushed(): Promise<void>;
  /** To every page. */
  tell(message: ServerMessage): void;
}
