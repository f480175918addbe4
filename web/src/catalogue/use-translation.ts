import { useMemo } from 'react';
import { useTranslation as useCatalogue } from 'react-i18next';
import type { en } from './en.ts';

type WithoutCount<Key extends string> = Key extends `${infer Name}_one` | `${infer Name}_other` ? Name : Key;
type Keys<Words, Prefix extends string = ''> = {
  [Key in keyof Words & string]: Words[Key] extends string
    ? `${Prefix}${WithoutCount<Key>}`
    : Keys<Words[Key], `${Prefix}${Key}.`>;
}[keyof Words & string];

/** Every word of the catalogue, like `home.title.running`; one that counts has no `_one` or `_other` here. */
export type WordKey = Keys<typeof en>;
/** Says a word in the language of the page; `count` chooses between one and many. */
export type Say = (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;

/**
 * The catalogue's words. i18next's own types for keys double the time of every type check,
 * so keys are checked here instead.
 */
export function useTranslation() {
  const { t: said, i18n } = useCatalogue();
  const t = useMemo((): Say => (key, values) => said(key, values ?? {}), [said]);
  return { t, i18n };
}
