import { useSyncExternalStore } from 'react';
import { fetchModule } from '../fetch-module.ts';
import type { Coloring } from './colored-text.ts';
import type { LanguageName } from './language-name.ts';

const here = new Map<LanguageName, Coloring>();
const asked = new Map<LanguageName, Promise<Coloring>>();
const listeners = new Set<() => void>();

const plain: Coloring = (text, put) => put(text, '');

const loaders: Record<LanguageName, () => Promise<Coloring>> = {
  sql: async () => (await import('./color-sql.ts')).colorSql,
  python: async () => (await import('./color-python.ts')).colorPython,
  markdown: async () => plain,
};

/** Static code is coloured without CodeMirror, which comes only for somebody who types. */
export async function loadColoring(name: LanguageName): Promise<Coloring> {
  const loading = asked.get(name) ?? fetchModule(loaders[name]);
  asked.set(name, loading);
  const coloring = await loading;
  if (!here.has(name)) {
    here.set(name, coloring);
    for (const wake of [...listeners]) wake();
  }
  return coloring;
}

/** The coloring when it is here; the first question fetches it. */
export function useColoring(name: LanguageName | null): Coloring | null {
  return useSyncExternalStore(subscribe, () => {
    if (name === null) return null;
    const known = here.get(name);
    if (known === undefined) void loadColoring(name);
    return known ?? null;
  });
}

function subscribe(wake: () => void): () => void {
  listeners.add(wake);
  return () => listeners.delete(wake);
}
