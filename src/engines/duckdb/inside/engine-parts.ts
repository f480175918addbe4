import type { Database } from './database.ts';
import type { ResultStore } from './results/store.ts';
import type { EngineSettings } from './settings.ts';

/** What all kernels of a workspace have in common. */
export interface EngineParts {
  readonly settings: EngineSettings;
  readonly database: Database;
  readonly results: ResultStore;
}

/** What a kernel asks of the engine that holds it. */
export interface KernelHolder extends EngineParts {
  duckdbVersion(): Promise<string>;
  close(kernelId: string): Promise<void>;
}
