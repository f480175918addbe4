import { Problem } from '../../platform/problem.ts';
import { fileProblems } from '../problems.ts';

type Kind = keyof typeof fileProblems;

/** What the operating system's refusal means to a person: the code, what happened, and what to do. */
const meanings: Readonly<Record<string, readonly [Kind, string]>> = {
  ENOENT: [
    'file-not-found',
    'Nothing is there under this name. It may have been moved or deleted; look at the folder again.',
  ],
  EACCES: ['file-forbidden', 'Your account has no right to do this. Ask the owner of the file or folder.'],
  EPERM: ['file-forbidden', 'Your account has no right to do this. Ask the owner of the file or folder.'],
  ENOSPC: ['no-space', 'There is no room left on the disk. Empty the trash or delete files, then try again.'],
  EDQUOT: ['over-quota', 'Your share of the storage is used up. Empty the trash or delete files, then try again.'],
  ENAMETOOLONG: ['name-too-long', 'The name or path is longer than the file system takes. Use a shorter one.'],
  ENOTDIR: ['not-a-folder', 'A part of the path is a file, not a folder.'],
  EISDIR: ['not-a-file', 'This is a folder; a file was expected.'],
  EEXIST: ['file-exists', 'Something with this name is already there.'],
  ENOTEMPTY: ['folder-not-empty', 'A folder with this name is already there and holds files.'],
  ELOOP: ['links-loop', 'The links on this path lead in a circle, or a link stands where none is followed.'],
  EROFS: ['read-only', 'This place can only be read.'],
  EMFILE: ['too-many-open', 'Your files server has too many files open. Try again in a moment.'],
  ENFILE: ['too-many-open', 'The machine has too many files open. Try again in a moment.'],
  EBUSY: ['file-busy', 'Something else is using it. Try again in a moment.'],
  ETXTBSY: ['file-busy', 'It is a program that is running now. Stop it first.'],
  EIO: ['disk-failed', 'The disk could not read or write it. Tell your administrator.'],
  EFBIG: ['no-space', 'The file is larger than the file system or your limits allow.'],
  EMLINK: ['no-space', 'The folder can hold no more entries.'],
};

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** @param field the part of the request that named the file */
export function systemProblem(error: unknown, field?: string): Problem | undefined {
  if (error instanceof Problem) return error;
  const meaning = meanings[codeOf(error) ?? ''];
  if (meaning === undefined) return undefined;
  const [kind, detail] = meaning;
  return fileProblems[kind]({ detail, cause: error, ...(field === undefined ? {} : { field }) });
}
