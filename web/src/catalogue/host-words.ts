import i18next from 'i18next';

/** Name under which translations of what the server says of its host are kept. */
export const hostWords = 'host';

export type HostWords = readonly (readonly [english: string, translated: string])[];

/** What the server says of its host, in the language of the page: English as it came. */
export function sayHost(text: string): string {
  const words: unknown = i18next.getResource(i18next.language, hostWords, 'sentences');
  return Array.isArray(words) ? translateHost(text, words) : text;
}

/**
 * Translates a sentence whose English form is its name, or several one after the other. A form has places, `{what}`;
 * what stands there is translated by itself where it has a translation, and otherwise stays: an address, an error.
 */
export function translateHost(text: string, words: HostWords): string {
  for (const [english, translated] of words) {
    const found = formOf(english).exec(text);
    if (found === null) continue;
    const { rest, ...values } = found.groups ?? {};
    const said = translated.replace(/\{(\w+)\}/g, (_, name: string) => translateHost(values[name] ?? '', words));
    return rest === undefined || rest === ''
      ? said
      : said + (said.endsWith('。') ? '' : ' ') + translateHost(rest, words);
  }
  return text;
}

function formOf(english: string): RegExp {
  const parts = english.split(/\{(\w+)\}/);
  const form = parts.map((part, at) =>
    at % 2 === 1 ? `(?<${part}>.+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  // A name stands alone; a sentence may have others behind it.
  return new RegExp(`^${form.join('')}${english.endsWith('.') ? '(?: (?<rest>.*))?' : ''}$`, 'su');
}
