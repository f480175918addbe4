import { extensionOf } from './content-type.ts';

const languages: Readonly<Record<string, string>> = {
  py: 'python',
  sql: 'sql',
  md: 'markdown',
  json: 'json',
  ipynb: 'json',
  js: 'javascript',
  mjs: 'javascript',
  ts: 'typescript',
  r: 'r',
  scala: 'scala',
  sh: 'shell',
  bash: 'shell',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  html: 'html',
  svg: 'xml',
  xml: 'xml',
  css: 'css',
};

/** For colouring; '' where the name does not tell. */
export function languageOf(name: string): string {
  return languages[extensionOf(name)] ?? '';
}
