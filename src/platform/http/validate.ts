import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { oneLine } from '../operation.ts';
import { common } from '../problem.ts';

/** Turns outside data into a typed value, or throws `bad-request` naming the field, what was found and what was expected. */
export type Parser<S extends TSchema> = (found: unknown) => Static<S>;

/**
 * @param where    'params', 'query' or 'body', for the error's field
 * @param convert  true where everything arrives as text (query, params)
 */
export function parser<S extends TSchema>(schema: S, where: string, convert: boolean): Parser<S> {
  const compiled = Compile(schema);
  const parse: Parser<S> = (found) => {
    const filled = Value.Default(schema, convert ? Value.Convert(schema, found) : found);
    if (compiled.Check(filled)) return filled as Static<S>;
    const [first] = compiled.Errors(filled);
    const pointer = first?.instancePath ?? '';
    const value = pointer === '' ? filled : Value.Pointer.Get(filled, pointer);
    throw common['bad-request']({
      field: `${where}${pointer}`,
      detail: `${where}${pointer}: expected ${describe(first)}, found ${shorten(value)}`,
    });
  };
  return (found) => {
    try {
      return parse(found);
    } catch (error) {
      // The stack ends before a value does that somebody nested a hundred thousand times.
      if (!(error instanceof RangeError)) throw error;
      throw common['bad-request']({ field: where, detail: `${where}: nested too deeply`, cause: error });
    }
  };
}

function describe(error: { message: string; params?: object } | undefined): string {
  if (!error) return 'another form';
  if (error.params && 'pattern' in error.params && String(error.params.pattern).includes(oneLine.pattern))
    return 'one line of text without control characters';
  return error.message.replace(/^must be /, '').replace(/^must /, 'that it must ') + allowed(error.params);
}

function allowed(params: object | undefined): string {
  if (params && 'allowedValues' in params) return ` (${JSON.stringify(params.allowedValues)})`;
  if (params && 'additionalProperties' in params) return ` (${JSON.stringify(params.additionalProperties)})`;
  return '';
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
