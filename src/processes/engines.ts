import { mkdirSync } from 'node:fs';
import { createLog, type Settings } from '../platform/index.ts';
import { foldersOf } from './folders.ts';
import { savePythonState } from './python-state.ts';

export async function runEngines(settings: Settings): Promise<void> {
  const folders = foldersOf(settings);
  const log = createLog('engines', settings.logLevel);
  mkdirSync(folders.engines, { recursive: true });
  log.info({}, 'nothing to prepare');
  savePythonState(folders.engines, { state: 'preparing', detail: '', root: '', mounts: [] });
}
