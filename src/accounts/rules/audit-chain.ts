import { createHash } from 'node:crypto';
import type { AuditRecord } from '../contract.ts';

/** What stands before the first line. */
export const noLine = '0'.repeat(64);

/** A line of the audit file. `hash` covers the record and the hash of the line before: a line that is changed or taken out shows. */
export interface ChainedRecord extends AuditRecord {
  readonly previous: string;
  readonly hash: string;
}

/** One line, without its end. JSON writes line ends inside values as `\n`, so no value can begin a line of its own. */
export function chainLine(record: AuditRecord, previous: string): { readonly line: string; readonly hash: string } {
  const hash = hashOf(record, previous);
  return { line: JSON.stringify({ ...record, previous, hash }), hash };
}

export function parseLine(line: string): ChainedRecord {
  return JSON.parse(line) as ChainedRecord;
}

/** Where a file of such lines breaks: the first line, counted from 1, that does not follow from the one before. */
export function brokenLine(lines: readonly string[]): number | undefined {
  let previous: string | undefined;
  let sequence: number | undefined;
  for (const [i, line] of lines.entries()) {
    const { hash, previous: claimed, ...record } = parseLine(line);
    const follows = previous === undefined ? record.sequence === 1 && claimed === noLine : claimed === previous;
    const counts = sequence === undefined || record.sequence === sequence + 1;
    if (!follows || !counts || hashOf(record, claimed) !== hash) return i + 1;
    previous = hash;
    sequence = record.sequence;
  }
  return undefined;
}

function hashOf(record: AuditRecord, previous: string): string {
  const { sequence, id, at, account, credentialId, operation, target, remote, requestId, result } = record;
  const fixed = [sequence, id, at, account, credentialId, operation, target, remote, requestId, result];
  return createHash('sha256')
    .update(JSON.stringify([previous, ...fixed]))
    .digest('hex');
}
