import { defineLanguageFacet, Language, LanguageSupport, languageDataProp } from '@codemirror/language';
import { fetchModule } from '../fetch-module.ts';
import type { LanguageName } from './language-name.ts';

const loading = new Map<LanguageName, Promise<LanguageSupport>>();

const loaders: Record<LanguageName, () => Promise<LanguageSupport>> = {
  sql: async () => (await import('./duckdb-sql.ts')).duckdbSql(),
  python: async () => (await import('@codemirror/lang-python')).python(),
  markdown: loadMarkdown,
};

/** What CodeMirror needs for a language; each is fetched when its first editor opens. */
export function loadLanguage(name: LanguageName): Promise<LanguageSupport> {
  const asked = loading.get(name) ?? fetchModule(loaders[name]);
  loading.set(name, asked);
  return asked;
}

/** Markdown alone: @codemirror/lang-markdown would bring HTML, CSS and JavaScript with it, 57 kB. */
async function loadMarkdown(): Promise<LanguageSupport> {
  const { parser } = await import('@lezer/markdown');
  const facet = defineLanguageFacet({});
  const configured = parser.configure({ props: [languageDataProp.add({ Document: facet })] });
  return new LanguageSupport(new Language(facet, configured, [], 'markdown'));
}
