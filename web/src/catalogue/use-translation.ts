import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
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

/** The catalogue's words. i18next's own types for keys double the time of every type check, so keys are checked here. */
export function useTranslation(): Words {
  return useSyncExternalStore(subscribe, words);
}

export interface Words {
  readonly t: Say;
  readonly language: string;
}

let spoken: Words | null = null;

function words(): Words {
  if (spoken?.language !== i18next.language) spoken = { t: keptWords(), language: i18next.language };
  return spoken;
}

/** A cell asks for some ten words each time that it is drawn: those without values are looked up once. */
function keptWords(): Say {
  const known = new Map<string, string>();
  return (key, values) => {
    if (values !== undefined) return i18next.t(key, values);
    const word = known.get(key) ?? i18next.t(key);
    known.set(key, word);
    return word;
  };
}

function subscribe(wake: () => void): () => void {
  i18next.on('languageChanged', wake);
  return () => i18next.off('languageChanged', wake);
}
