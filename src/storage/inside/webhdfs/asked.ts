import type { IncomingMessage, ServerResponse } from 'node:http';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import type { Parameters } from '../../rules/webhdfs/parameters.ts';
import { type HadoopPath, type RealPath, requireNewName } from '../../rules/webhdfs/path.ts';

/** One request of WebHDFS, parsed. */
export interface Asked {
  readonly path: HadoopPath;
  readonly given: Parameters;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Answers with a JSON value, or `undefined` for an empty answer, or `answered` where it wrote the answer itself. */
export type Answerer = (asked: Asked) => unknown;

export const answered = Symbol('answered');

/** The path, which must lie in a place: nothing is made or changed above. */
export function realPath({ path }: Pick<Asked, 'path'>): RealPath {
  if (isReal(path)) return path;
  throw new HadoopException(
    'AccessControlException',
    `Permission denied: access=WRITE, inode="${path.full}":stoa:stoa:drwxr-xr-x`,
  );
}

/** The same for something in a place that is to be changed: never the place itself. */
export function changeablePath(asked: Pick<Asked, 'path'>): RealPath {
  const path = realPath(asked);
  if (path.names.length > 0) return path;
  throw new HadoopException('AccessControlException', `Permission denied: ${path.full} is kept by the platform`);
}

/** The same for something that is to be made. */
export function newPath(asked: Pick<Asked, 'path'>): RealPath {
  const path = changeablePath(asked);
  requireNewName(path);
  return path;
}

export function isReal(path: HadoopPath): path is RealPath {
  return path.kind === 'home' || path.kind === 'group';
}
