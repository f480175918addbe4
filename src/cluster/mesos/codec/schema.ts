/**
 * Messages described as data, after Protocol Buffers' second edition (proto2). Types, the reader and the writer of JSON and
 * those of the binary form all follow from one description. Mesos's messages nest at most a dozen deep and never hold
 * themselves, so neither can anything that is read with them.
 */

/** `fixed` is a double on the wire that is rounded to thousandths, as Mesos counts resources. 64 bits are read as numbers. */
export type Scalar = 'string' | 'bool' | 'bytes' | 'double' | 'fixed' | 'int32' | 'uint32' | 'int64' | 'uint64';

export interface EnumType<N extends string = string> {
  readonly kind: 'enum';
  readonly name: string;
  readonly numbers: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<number, N>;
}

export interface MessageType<F extends Fields = Fields> {
  readonly kind: 'message';
  readonly name: string;
  readonly fields: F;
  readonly inOrder: readonly (readonly [string, Field])[];
  readonly byNumber: ReadonlyMap<number, readonly [string, Field]>;
}

export type FieldType = Scalar | EnumType | MessageType;
export type Label = 'required' | 'optional' | 'repeated' | 'map';

export interface Field<L extends Label = Label, T extends FieldType = FieldType> {
  readonly label: L;
  readonly number: number;
  readonly type: T;
  /** Shown in JSON where the field is unset; what is read keeps it unset. */
  readonly fallback: string | number | boolean | undefined;
}

export interface Fields {
  readonly [name: string]: Field;
}

type Value<T, G extends 'read' | 'given'> =
  T extends EnumType<infer N>
    ? N
    : T extends MessageType
      ? Shape<T, G>
      : T extends 'string'
        ? string
        : T extends 'bool'
          ? boolean
          : T extends 'bytes'
            ? Uint8Array
            : number;

type FieldValue<F, G extends 'read' | 'given'> =
  F extends Field<infer L, infer T>
    ? L extends 'repeated'
      ? readonly Value<T, G>[]
      : L extends 'map'
        ? ReadonlyMap<string, Value<T, G>>
        : Value<T, G>
    : never;

/** What need not be there: when it is read, what is optional; when it is given, all that is not required. */
type Spare<F, G> =
  F extends Field<infer L> ? (G extends 'read' ? Extract<L, 'optional'> : Exclude<L, 'required'>) : never;

type Shape<M extends MessageType, G extends 'read' | 'given'> = {
  readonly [K in keyof M['fields'] as [Spare<M['fields'][K], G>] extends [never] ? K : never]: FieldValue<
    M['fields'][K],
    G
  >;
} & {
  readonly [K in keyof M['fields'] as [Spare<M['fields'][K], G>] extends [never] ? never : K]?:
    | FieldValue<M['fields'][K], G>
    | undefined;
};

/** A message as it comes: what repeats is always there, if only empty. */
export type Read<M extends MessageType> = Shape<M, 'read'>;
/** A message to be written. */
export type Given<M extends MessageType> = Shape<M, 'given'>;
export type NameOf<E extends EnumType> = E extends EnumType<infer N> ? N : never;

export function message<F extends Fields>(name: string, fields: F): MessageType<F> {
  const inOrder = Object.entries(fields);
  return {
    kind: 'message',
    name,
    fields,
    inOrder,
    byNumber: new Map(inOrder.map(([key, field]) => [field.number, [key, field]])),
  };
}

export function enumeration<N extends string>(name: string, numbers: Readonly<Record<N, number>>): EnumType<N> {
  const entries = Object.keys(numbers).map((key) => key as N);
  return {
    kind: 'enum',
    name,
    numbers: new Map(entries.map((key) => [key, numbers[key]])),
    names: new Map(entries.map((key) => [numbers[key], key])),
  };
}

export function required<T extends FieldType>(number: number, type: T): Field<'required', T> {
  return { label: 'required', number, type, fallback: undefined };
}

export function optional<T extends FieldType>(
  number: number,
  type: T,
  fallback?: string | number | boolean,
): Field<'optional', T> {
  return { label: 'optional', number, type, fallback };
}

export function repeated<T extends FieldType>(number: number, type: T): Field<'repeated', T> {
  return { label: 'repeated', number, type, fallback: undefined };
}

/** Keys are text. */
export function map<T extends FieldType>(number: number, type: T): Field<'map', T> {
  return { label: 'map', number, type, fallback: undefined };
}
