import type { LanguageSupport } from '@codemirror/language';
import { type Highlighter, tagHighlighter, tags } from '@lezer/highlight';
import { useSyncExternalStore } from 'react';

/** What CodeMirror and the static code before it can colour. */
export type LanguageName = 'sql' | 'python' | 'markdown';

/** Both write the same classes; notebook.css gives them colours, light and dark. */
export const highlighter: Highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.typeName], class: 'tok-key' },
  { tag: [tags.bool, tags.null, tags.self], class: 'tok-key' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.monospace], class: 'tok-str' },
  { tag: [tags.number], class: 'tok-num' },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.propertyName),
      tags.function(tags.definition(tags.variableName)),
      tags.standard(tags.name),
      tags.className,
      tags.meta,
    ],
    class: 'tok-fn',
  },
  { tag: [tags.comment, tags.quote], class: 'tok-com' },
  { tag: [tags.heading, tags.strong], class: 'tok-strong' },
  { tag: [tags.emphasis], class: 'tok-em' },
  { tag: [tags.link, tags.url], class: 'tok-key' },
]);

const loaded = new Map<LanguageName, LanguageSupport>();
const loading = new Map<LanguageName, Promise<LanguageSupport>>();
const listeners = new Set<() => void>();

const loaders: Record<LanguageName, () => Promise<LanguageSupport>> = {
  sql: async () => (await import('./duckdb-sql.ts')).duckdbSql(),
  python: async () => (await import('@codemirror/lang-python')).python(),
  markdown: async () => (await import('@codemirror/lang-markdown')).markdown(),
};

/** The language when it is here; the first question fetches it. */
export function languageNow(name: LanguageName | null): LanguageSupport | null {
  if (name === null) return null;
  const here = loaded.get(name);
  if (here === undefined) void loadLanguage(name);
  return here ?? null;
}

export async function loadLanguage(name: LanguageName): Promise<LanguageSupport> {
  const asked = loading.get(name) ?? loaders[name]();
  loading.set(name, asked);
  const language = await asked;
  if (!loaded.has(name)) {
    loaded.set(name, language);
    for (const wake of [...listeners]) wake();
  }
  return language;
}

export function useLanguage(name: LanguageName | null): LanguageSupport | null {
  return useSyncExternalStore(subscribe, () => languageNow(name));
}

function subscribe(wake: () => void): () => void {
  listeners.add(wake);
  return () => listeners.delete(wake);
}

/** Which of ours colours a kernel's code; `language` is the kernelspec's. */
export function languageOf(kernel: string, language: string | undefined): LanguageName | null {
  const word = (language ?? kernel).toLowerCase();
  if (kernel === 'sql' || word === 'sql') return 'sql';
  return word.startsWith('python') ? 'python' : null;
}
