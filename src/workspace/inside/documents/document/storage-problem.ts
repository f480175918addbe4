import type { Problem } from '../../../protocol/document.ts';
import { systemCode } from '../../http/errors.ts';

/** Why the last changes could not be saved. */
export function storageProblem(error: unknown): Problem {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 'disk-full',
      message: 'The disk is full: your last changes are not saved.',
      why: 'Your home has no room left.',
      action: 'Delete files to make room, and empty the trash; saving goes on by itself.',
    };
  }
  // What is open already says the one, what is opened then the other.
  if (code === 'EIO' || code === 'EROFS') {
    return {
      code: 'home-closed',
      message: 'Your last changes are not saved: the disk below your home failed.',
      why: 'The system has closed it to keep what is there.',
      action: 'Leave this page open and restart the workspace on Home: that puts it right, and then this page saves.',
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'failed',
    message: 'Your last changes could not be saved.',
    why: detail,
    action: 'It is tried again.',
  };
}
