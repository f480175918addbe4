import { type ResourceName, resourceNames, type Sentence } from '../../contract.ts';
import { amountText, durationText, shareText } from './amount-text.ts';
import { english, type SentenceCode } from './english.ts';

export type Parameters = Sentence['parameters'];

/** A sentence by its code, with its English. */
export function sentence(code: SentenceCode, parameters: Parameters = {}): Sentence {
  const form = `${code}_${parameters.count === 1 ? 'one' : 'other'}`;
  const words = wordsOf(form) ?? wordsOf(code) ?? code;
  const text = words.replace(/\{\{(\w+)\}\}/g, (_, name: string) => valueText(name, parameters));
  return { code, parameters, text };
}

function wordsOf(form: string): string | undefined {
  return Object.hasOwn(english, form) ? english[form as keyof typeof english] : undefined;
}

function valueText(name: string, parameters: Parameters): string {
  const value = parameters[name] ?? '';
  if (typeof value === 'string') return value;
  if (name.endsWith('Amount')) return amountText(kindOf(parameters), value);
  if (name.endsWith('Share')) return shareText(value);
  if (name.endsWith('Milliseconds')) return durationText(value);
  return value.toLocaleString('en');
}

/** Of what the amounts of a sentence are. */
export function kindOf({ kind }: Parameters): ResourceName {
  return resourceNames.find((name) => name === kind) ?? 'cpus';
}
