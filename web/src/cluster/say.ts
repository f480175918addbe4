import type { Sentence } from '../../../src/cluster/contract.ts';
import { english, kindOf } from '../../../src/cluster/words.ts';
import type { Say, WordKey } from '../catalogue/use-translation.ts';
import { formatDuration } from '../parts/format-time.ts';
import { amountWords, percent } from './amount-text.ts';

/** A sentence of the platform in the language of the page; one whose code is unknown here in the words that came. */
export function say(sentence: Sentence, t: Say, language: string): string {
  const { code, parameters, text } = sentence;
  if (!isKnown(code)) return text;
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(parameters))
    values[name] = valueWords(name, value, kindOf(parameters), t, language);
  return t(`cluster.says.${code}` as WordKey, values);
}

function isKnown(code: string): boolean {
  return Object.hasOwn(english, code) || Object.hasOwn(english, `${code}_other`);
}

function valueWords(
  name: string,
  value: string | number,
  kind: ReturnType<typeof kindOf>,
  t: Say,
  language: string,
): string | number {
  if (typeof value === 'string') return /class$/i.test(name) ? t(`cluster.class.${value}` as WordKey) : value;
  if (name === 'count') return value;
  if (name.endsWith('Amount')) return amountWords(kind, value, t, language);
  if (name.endsWith('Share')) return percent(value, language);
  if (name.endsWith('Milliseconds')) return formatDuration(value, language);
  return value.toLocaleString(language);
}
