/** The languages that are coloured and completed. */
export type LanguageName = 'sql' | 'python' | 'markdown';

/** Which of them a kernel's code is; `language` is the kernelspec's word. */
export function languageOf(kernel: string, language: string | undefined): LanguageName | null {
  const word = (language ?? kernel).toLowerCase();
  if (kernel === 'sql' || word === 'sql') return 'sql';
  return word.startsWith('python') ? 'python' : null;
}
