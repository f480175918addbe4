import i18next from 'i18next';
import type { Problem } from '../api/problem.ts';

/** Name under which translations of the server's problems are kept, apart from the pages' own words. */
export const problemWords = 'problems';

/** What a problem says in the language of the page; English comes from the server itself. */
export function sayProblem(problem: Problem): { title: string; why: string } {
  const known: unknown = i18next.getResource(i18next.language, problemWords, problem.code);
  if (!Array.isArray(known)) return { title: problem.message, why: problem.why };
  const [title, why] = known.map(String);
  return { title: title ?? problem.message, why: why ?? problem.why };
}

/** A problem of which only the code is kept, in the language of the page; in English the code's own words. */
export function sayCode(code: string): string {
  const known: unknown = i18next.getResource(i18next.language, problemWords, code);
  if (Array.isArray(known)) return String(known[0]);
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
