import type { ExecuteMetadata } from '../protocol.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Json } from './jupyter/message.ts';
import type { Session } from './session.ts';

/** One run of a cell, as its statements see it. */
export interface CellContext {
  readonly engine: EngineParts;
  readonly session: Session;
  readonly code: string;
  /** Nothing is shown and nothing is stored. */
  readonly silent: boolean;
  readonly executionCount: number;
  readonly notebook: string;
  readonly metadata: ExecuteMetadata;
  /** Sends on iopub. */
  readonly publish: (type: string, content: Json) => void;
}
