import type { AgentPort } from '../sandbox/index.ts';
import type { StartedProcess } from './process-figures.ts';

export interface OperationsOptions {
  readonly version: string;
  readonly addresses: { readonly publicUrl: string; readonly contentHostSuffix: string | null };
  readonly agent: AgentPort;
  /** The data folder. */
  readonly data: string;
  processes(): readonly StartedProcess[];
  python(): { readonly state: 'ready' | 'preparing' | 'missing'; readonly detail: string; readonly off?: boolean };
}
