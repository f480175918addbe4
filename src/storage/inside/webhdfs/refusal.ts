import { Problem } from '../../../platform/problem.ts';
import { type HadoopClass, HadoopException } from '../../rules/webhdfs/exceptions.ts';
import { codeOf } from '../system-problem.ts';

/** What the operating system's refusal is called in Hadoop, and what is said of the path. */
const meanings: Readonly<Record<string, readonly [HadoopClass, (path: string) => string]>> = {
  ENOENT: ['FileNotFoundException', (path) => `File does not exist: ${path}`],
  ENOTDIR: ['AccessControlException', (path) => `${path} (an ancestor is not a directory)`],
  EACCES: ['AccessControlException', denied],
  EPERM: ['AccessControlException', denied],
  EROFS: ['AccessControlException', (path) => `Permission denied: ${path} can only be read`],
  ELOOP: ['AccessControlException', (path) => `Permission denied: a link stands on ${path} where none is followed`],
  EEXIST: ['FileAlreadyExistsException', (path) => `${path} already exists`],
  EISDIR: ['FileAlreadyExistsException', (path) => `${path} already exists as a directory`],
  ENOTEMPTY: ['PathIsNotEmptyDirectoryException', (path) => `\`${path} is non empty': Directory is not empty`],
  ENAMETOOLONG: ['PathComponentTooLongException', (path) => `The name is too long: ${path.slice(0, 200)}`],
  ENOSPC: ['DSQuotaExceededException', full],
  EDQUOT: ['DSQuotaExceededException', full],
  EFBIG: ['DSQuotaExceededException', full],
  EXDEV: ['IOException', (path) => `${path} cannot be renamed onto another storage: copy it, then delete it`],
  EMFILE: ['RetriableException', busy],
  ENFILE: ['RetriableException', busy],
  EBUSY: ['RetriableException', busy],
};

const problems: Readonly<Record<string, HadoopClass>> = {
  'no-space': 'DSQuotaExceededException',
  'over-quota': 'DSQuotaExceededException',
  'file-exists': 'FileAlreadyExistsException',
  'file-not-found': 'FileNotFoundException',
  'file-forbidden': 'AccessControlException',
  'path-invalid': 'AccessControlException',
  'path-protected': 'AccessControlException',
};

/** Any error in Hadoop's words; what is not understood goes to the log. */
export function refusalOf(error: unknown, path: string): HadoopException {
  if (error instanceof HadoopException) return error;
  if (error instanceof Problem) return new HadoopException(problems[error.code] ?? 'IOException', error.detail, error);
  const meaning = meanings[codeOf(error) ?? ''];
  if (meaning !== undefined) return new HadoopException(meaning[0], meaning[1](path), error);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ level: 'error', what: 'unexpected', error: text }));
  return new HadoopException('RuntimeException', 'The files server met something it does not know.', error);
}

function denied(path: string): string {
  return `Permission denied: path=${path}`;
}

function full(path: string): string {
  return `The storage that ${path} is on is full: its DiskSpace quota is exceeded`;
}

function busy(path: string): string {
  return `${path} cannot be opened at the moment`;
}
