import { useSyncExternalStore } from 'react';
import { Watched } from '../document/watched.ts';
import { fetchModule } from '../fetch-module.ts';
import type { CodeEditor } from './code-editor.tsx';

const editor = new Watched<typeof CodeEditor | null>(null);
let asked = false;

/** Fetches CodeMirror: when somebody moves, types or comes back here, or a little after the page is open. */
export function wantEditors(): void {
  if (asked) return;
  asked = true;
  fetchModule(() => import('./code-editor.tsx')).then(
    (module) => editor.set(module.CodeEditor),
    () => {
      asked = false;
      addEventListener('online', wantEditors, { once: true });
    },
  );
}

/** The editor component, null until it has been fetched. */
export function useEditor(): typeof CodeEditor | null {
  return useSyncExternalStore(editor.subscribe, editor.get);
}
