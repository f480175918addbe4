import Type from 'typebox';
import Value from 'typebox/value';
import { HdfsError } from './hdfs-error.ts';

/* The JSON of the WebHDFS REST API, as far as it is read here. */

/** Of a file or folder. Times are milliseconds since 1970. */
export const FileStatus = Type.Object({
  /** The last part of its path; empty for the path that was asked for. */
  pathSuffix: Type.String(),
  type: Type.Union([Type.Literal('FILE'), Type.Literal('DIRECTORY'), Type.Literal('SYMLINK')]),
  length: Type.Integer(),
  owner: Type.String(),
  group: Type.String(),
  /** Octal, such as `640` or `1777`. */
  permission: Type.String(),
  accessTime: Type.Integer(),
  modificationTime: Type.Integer(),
  blockSize: Type.Integer(),
  replication: Type.Integer(),
  fileId: Type.Integer(),
  aclBit: Type.Optional(Type.Boolean()),
});
export type FileStatus = Type.Static<typeof FileStatus>;

export const FileStatusAnswer = Type.Object({ FileStatus });
export const FileStatusesAnswer = Type.Object({
  FileStatuses: Type.Object({ FileStatus: Type.Array(FileStatus) }),
});
export const BooleanAnswer = Type.Object({ boolean: Type.Boolean() });
export const LocationAnswer = Type.Object({ Location: Type.String() });

export const ContentSummary = Type.Object({
  directoryCount: Type.Integer(),
  fileCount: Type.Integer(),
  length: Type.Integer(),
  /** Files and folders that may be; -1: no quota. */
  quota: Type.Integer(),
  spaceConsumed: Type.Integer({ description: 'bytes, of all replicas' }),
  spaceQuota: Type.Integer(),
});
export type ContentSummary = Type.Static<typeof ContentSummary>;
export const ContentSummaryAnswer = Type.Object({ ContentSummary });

export const AclStatus = Type.Object({
  owner: Type.String(),
  group: Type.String(),
  permission: Type.Optional(Type.String()),
  stickyBit: Type.Boolean(),
  /** Such as `user:bob:r-x` or `default:group::---`. */
  entries: Type.Array(Type.String()),
});
export type AclStatus = Type.Static<typeof AclStatus>;
export const AclStatusAnswer = Type.Object({ AclStatus });

/** @throws HdfsError that names the part which is not as expected */
export function parsed<T extends Type.TSchema>(schema: T, text: string): Type.Static<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HdfsError('IOException', `HDFS answered no JSON: ${text.slice(0, 100)}`, { cause });
  }
  if (Value.Check(schema, value)) return value;
  const [first] = Value.Errors(schema, value);
  throw new HdfsError('IOException', `HDFS answered otherwise than expected: ${first?.instancePath} ${first?.message}`);
}
