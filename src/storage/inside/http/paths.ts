import { type HomePath, parseHomePath } from '../../rules/home-path.ts';
import type { Body, Call } from './call.ts';

/** The path in the query; none is the home. */
export function pathOf(call: Call): HomePath {
  return parseHomePath(call.query('path') ?? '');
}

export function pathsIn(body: Body, field: string): HomePath[] {
  return body.texts(field).map((path, index) => parseHomePath(path, `${field}/${index}`));
}

export function optionalPath(field: string, text: string | undefined): HomePath | undefined {
  return text === undefined ? undefined : parseHomePath(text, field);
}
