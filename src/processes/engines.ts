import { join } from 'node:path';
import { PythonMissing, preparePython } from '../engines/index.ts';
import { createLog, type Settings } from '../platform/index.ts';
import { foldersOf } from './folders.ts';
import { endWhenAsked, endWithSupervisor } from './parent.ts';
import { savePythonState } from './python-state.ts';

const nothing = { root: '', mounts: [] };
const retryMilliseconds = 60_000;

/** Prepares what workspaces compute with, beside the running platform; ends when everything is there. */
export async function runEngines(settings: Settings): Promise<void> {
  const { data, engines } = foldersOf(settings);
  const log = createLog('engines', settings.logLevel);
  const ending = new AbortController();
  endWithSupervisor(endWhenAsked(async () => ending.abort()));
  process.umask(0o022);
  if (settings.python === 'off') {
    const detail = 'Python is switched off by the setting python.';
    savePythonState(data, { ...nothing, state: 'missing', detail, off: true });
    process.exit(0);
  }
  for (;;) {
    try {
      let known: { root: string; mounts: readonly string[] } = nothing;
      const prepared = await preparePython({
        folder: join(engines, 'python'),
        python: settings.python,
        onFound(found) {
          known = { root: found.root, mounts: found.mounts };
          savePythonState(data, { ...known, state: 'preparing', detail: 'Installing packages' });
        },
        onProgress(line) {
          log.info({}, line);
          savePythonState(data, { ...known, state: 'preparing', detail: line.slice(0, 200) });
        },
        signal: ending.signal,
      });
      const { root, mounts, version } = prepared;
      savePythonState(data, { state: 'ready', detail: `Python ${version}`, root, mounts });
      log.info({ root }, 'Python is ready');
      process.exit(0);
    } catch (error) {
      if (!(error instanceof PythonMissing)) throw error;
      log.warn({ err: error }, 'Python is not ready');
      savePythonState(data, { ...nothing, state: 'missing', detail: error.message });
    }
    await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
  }
}
