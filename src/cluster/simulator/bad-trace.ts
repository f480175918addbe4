/** A trace that cannot be read; the message names the line, the field, what was found and what was expected. */
export class BadTrace extends Error {
  readonly code = 'bad-trace';

  constructor(line: number, field: string, message: string) {
    super(`line ${line}${field === '' ? '' : `, "${field}"`}: ${message}`);
  }
}
