import { toThousandths } from './fixed-point.ts';
import { Malformed, MessageCount } from './malformed.ts';
import type { EnumType, Field, FieldType, MessageType, Read, Scalar } from './schema.ts';

/**
 * A message from what JSON.parse gave, as forgiving as Mesos: numbers may be text, null is unset, what is not known is
 * ignored, an unknown name of an optional enumeration leaves it unset.
 *
 * @throws Malformed
 */
export function readJson<M extends MessageType>(type: M, value: unknown): Read<M> {
  return readMessage(type, value, '', new MessageCount()) as Read<M>;
}

function readMessage(type: MessageType, value: unknown, where: string, count: MessageCount): object {
  if (!isObject(value)) throw new Malformed(where, `expected an object (${type.name}), found ${kindOf(value)}`);
  count.add(where);
  const made: Record<string, unknown> = {};
  for (const [name, field] of type.inOrder) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const at = where === '' ? name : `${where}.${name}`;
    const found = given === null || given === undefined ? undefined : readField(field, given, at, count);
    if (found !== undefined) made[name] = found;
    else if (field.label === 'required') throw new Malformed(at, 'a required field is missing');
    else if (field.label === 'repeated') made[name] = [];
    else if (field.label === 'map') made[name] = new Map();
  }
  return made;
}

function readField({ label, type }: Field, given: unknown, at: string, count: MessageCount): unknown {
  if (label === 'map') {
    if (!isObject(given)) throw new Malformed(at, `expected an object, found ${kindOf(given)}`);
    return new Map(Object.entries(given).map(([key, each]) => [key, readValue(type, each, `${at}.${key}`, count)]));
  }
  if (label !== 'repeated') return readValue(type, given, at, count);
  if (!Array.isArray(given)) throw new Malformed(at, `expected an array, found ${kindOf(given)}`);
  return given
    .map((each, index) => readValue(type, each, `${at}[${index}]`, count))
    .filter((each) => each !== undefined);
}

/** Undefined: the name of an enumeration that is not known. */
function readValue(type: FieldType, given: unknown, at: string, count: MessageCount): unknown {
  if (typeof type === 'string') return readScalar(type, given, at);
  return type.kind === 'enum' ? readName(type, given, at) : readMessage(type, given, at, count);
}

function readName(type: EnumType, given: unknown, at: string): string | undefined {
  if (typeof given !== 'string') throw new Malformed(at, `expected a name of ${type.name}, found ${kindOf(given)}`);
  return type.numbers.has(given) ? given : undefined;
}

function readScalar(scalar: Scalar, given: unknown, at: string): unknown {
  switch (scalar) {
    case 'string':
      // Half a character has no binary form, and stands in no address.
      if (typeof given === 'string' && given.isWellFormed()) return given;
      break;
    case 'bool':
      if (typeof given === 'boolean') return given;
      if (given === 'true' || given === 'false') return given === 'true';
      break;
    case 'bytes':
      if (typeof given === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(given))
        return new Uint8Array(Buffer.from(given, 'base64'));
      break;
    case 'double':
    case 'fixed': {
      const number = numberOf(given);
      if (number !== undefined) return scalar === 'fixed' ? toThousandths(number) : number;
      break;
    }
    case 'int32':
    case 'uint32':
    case 'int64':
    case 'uint64': {
      const number = numberOf(given);
      if (number !== undefined && isWithin(scalar, Math.trunc(number))) return Math.trunc(number);
      break;
    }
    default: {
      scalar satisfies never;
    }
  }
  throw new Malformed(at, `expected ${expected[scalar]}, found ${kindOf(given)}`);
}

const expected: Readonly<Record<Scalar, string>> = {
  string: 'text',
  bool: 'true or false',
  bytes: 'base64',
  double: 'a number',
  fixed: 'a number',
  int32: 'a whole number of 32 bits',
  uint32: 'a whole number of 32 bits, not negative',
  int64: 'a whole number',
  uint64: 'a whole number, not negative',
};

function isWithin(type: 'int32' | 'uint32' | 'int64' | 'uint64', number: number): boolean {
  if (type === 'int32') return number >= -(2 ** 31) && number < 2 ** 31;
  if (type === 'uint32') return number >= 0 && number < 2 ** 32;
  return Number.isFinite(number) && Math.abs(number) <= 2 ** 64 && (type === 'int64' || number >= 0);
}

function numberOf(given: unknown): number | undefined {
  if (typeof given === 'number') return given;
  if (typeof given !== 'string') return undefined;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(given)) return Number(given);
  if (/^[+-]?inf(?:inity)?$/i.test(given))
    return given.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(given) ? Number.NaN : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeof value;
}
