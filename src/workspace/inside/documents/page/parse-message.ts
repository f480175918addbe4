import type { ClientMessage } from '../../../protocol/document.ts';
import { isObject } from '../../kernels/wire.ts';

const knownTypes: readonly ClientMessage['type'][] = [
  'run',
  'run-all',
  'cancel',
  'interrupt',
  'restart',
  'shutdown',
  'input',
  'complete',
  'inspect',
  'save',
  'rejoin',
  'take-over',
];

/** Fields by message: a missing one would otherwise surface deep inside. */
const requiredText: Partial<Record<ClientMessage['type'], string[]>> = {
  input: ['inputId', 'value'],
  complete: ['requestId', 'kernel', 'code'],
  inspect: ['requestId', 'kernel', 'code'],
  save: ['requestId'],
};

/** Throws an error that names the field. */
export function parseMessage(text: string): ClientMessage {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error('not an object');
  const type = knownTypes.find((known) => known === value.type);
  if (type === undefined) throw new Error(`unknown type ${JSON.stringify(value.type)}`);
  for (const name of requiredText[type] ?? []) {
    if (typeof value[name] !== 'string') throw new Error(`"${name}" must be text`);
  }
  if (type === 'run' && !(Array.isArray(value.cells) && value.cells.every((cell) => typeof cell === 'string'))) {
    throw new Error('"cells" must be a list of ids');
  }
  if ((type === 'complete' || type === 'inspect') && typeof value.cursor !== 'number') {
    throw new Error('"cursor" must be a number');
  }
  return value as unknown as ClientMessage;
}
