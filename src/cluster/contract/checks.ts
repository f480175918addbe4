import Type from 'typebox';
import { Time } from './shapes.ts';

/** What a task asks its agent for beside its command: files before it begins, and looks at how it is while it runs. */

export const FetchedFile = Type.Object({
  uri: Type.String({
    pattern: '^[^\\u0000\\n]{1,2000}$',
    description: 'http, https or file address; or a path, from the home where it does not begin with a slash',
  }),
  sha256: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{64}$', description: 'what it must be' })),
  extract: Type.Boolean({ default: false, description: 'unpacks it too: tar (also compressed), zip, gz' }),
  executable: Type.Boolean({ default: false }),
  cache: Type.Boolean({ default: false, description: 'kept in the home for the next tasks' }),
  output: Type.Optional(
    Type.String({
      pattern: '^(?!/)(?!.*(^|/)\\.\\.?(/|$))[^\\u0000\\n]{1,1000}$',
      description: 'its name in the own folder; the last part of the address by default',
    }),
  ),
});
export type FetchedFile = Type.Static<typeof FetchedFile>;

const port = Type.Integer({ minimum: 1, maximum: 65_535 });

/** Asked in the sandbox of the task, as its account. HTTP and TCP ask its own loopback. */
export const CheckedBy = Type.Union([
  Type.Object({
    kind: Type.Literal('command'),
    command: Type.Array(Type.String({ maxLength: 1000 }), { minItems: 1, maxItems: 50 }),
  }),
  Type.Object({
    kind: Type.Literal('http'),
    port,
    path: Type.String({ pattern: '^/[\\x21-\\x7e]{0,1000}$', default: '/' }),
    scheme: Type.Union([Type.Literal('http'), Type.Literal('https')], { default: 'http' }),
  }),
  Type.Object({ kind: Type.Literal('tcp'), port }),
]);
export type CheckedBy = Type.Static<typeof CheckedBy>;

const seconds = (least: number, preset: number, description: string) =>
  Type.Number({ minimum: least, maximum: 86_400, default: preset, description });

export const TaskCheck = Type.Object({
  how: CheckedBy,
  delaySeconds: seconds(0, 15, 'from the start to the first'),
  intervalSeconds: seconds(1, 10, 'from the end of one to the next'),
  timeoutSeconds: seconds(0.1, 20, 'one that takes longer has failed'),
});
export type TaskCheck = Type.Static<typeof TaskCheck>;

export const HealthCheck = Type.Object({
  ...TaskCheck.properties,
  graceSeconds: seconds(0, 10, 'so long after the start failures do not count, until there was a success'),
  failures: Type.Integer({ minimum: 1, maximum: 1000, default: 3, description: 'so many in a row end the task' }),
});
export type HealthCheck = Type.Static<typeof HealthCheck>;

/** Of a command its exit code, of HTTP the status, of TCP whether it was taken; all null: no answer in time. */
export const CheckResult = Type.Object({
  exitCode: Type.Union([Type.Integer(), Type.Null()]),
  statusCode: Type.Union([Type.Integer(), Type.Null()]),
  succeeded: Type.Union([Type.Boolean(), Type.Null()]),
});
export type CheckResult = Type.Static<typeof CheckResult>;

export const ShownHealth = Type.Object({
  asked: HealthCheck,
  healthy: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: it has not said anything that counts' }),
  since: Type.Union([Time, Type.Null()]),
  at: Type.Union([Time, Type.Null()], { description: 'of the last change, or of the last failure' }),
  said: Type.String(),
});
export const ShownCheck = Type.Object({
  asked: TaskCheck,
  result: Type.Union([CheckResult, Type.Null()], { description: 'null: there was none yet' }),
  at: Type.Union([Time, Type.Null()], { description: 'since when it says so' }),
});
