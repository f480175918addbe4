import { HdfsError } from '../client/hdfs-error.ts';
import { Refusal } from './kernel/messages.ts';

const codes: Readonly<Record<string, ConstructorParameters<typeof Refusal>[0]>> = {
  FileNotFoundException: 'ENOENT',
  AccessControlException: 'EACCES',
  AuthorizationException: 'EACCES',
  FileAlreadyExistsException: 'EEXIST',
  ParentNotDirectoryException: 'ENOTDIR',
  PathIsNotEmptyDirectoryException: 'ENOTEMPTY',
  DSQuotaExceededException: 'EDQUOT',
  NSQuotaExceededException: 'EDQUOT',
  QuotaByStorageTypeExceededException: 'EDQUOT',
  SafeModeException: 'EROFS',
  SnapshotException: 'EPERM',
  InvalidPathException: 'EINVAL',
  IllegalArgumentException: 'EINVAL',
  AlreadyBeingCreatedException: 'EBUSY',
  RecoveryInProgressException: 'EBUSY',
  UnsupportedOperationException: 'EOPNOTSUPP',
};

/** What HDFS refused, in the kernel's terms; whatever it has no word for is a failure of input or output. */
export function asRefusal(error: unknown): unknown {
  return error instanceof HdfsError ? new Refusal(codes[error.exception] ?? 'EIO', error) : error;
}
