import { HadoopException } from './exceptions.ts';

/** A path that names a folder that nobody made, above all places. */
export interface VirtualPath {
  readonly kind: 'root' | 'users' | 'groups';
  readonly full: string;
}

/** A path in a home or in a group's folder. */
export interface RealPath {
  readonly kind: 'home' | 'group';
  readonly full: string;
  /** The account or the group. */
  readonly owner: string;
  /** Below the place; none for the place itself. */
  readonly names: readonly string[];
}

export type HadoopPath = VirtualPath | RealPath;

const longestName = 255;
const longestPath = 4096;

/**
 * Parses an absolute path as HDFS takes it: names between single slashes, one at the end forgiven.
 *
 * @param text already decoded
 */
export function parseHadoopPath(text: string): HadoopPath {
  const given = text === '' ? '/' : text;
  if (Buffer.byteLength(given) > longestPath || !given.isWellFormed() || !given.startsWith('/')) throw invalid(given);
  const names = given.split('/').slice(1);
  if (names.at(-1) === '') names.pop();
  for (const name of names) checkName(name, given);
  const full = `/${names.join('/')}`;
  const [first, owner, ...rest] = names;
  if (first === undefined) return { kind: 'root', full };
  if (first !== 'user' && first !== 'groups') throw notThere(full);
  if (owner === undefined) return { kind: first === 'user' ? 'users' : 'groups', full };
  return { kind: first === 'user' ? 'home' : 'group', full, owner, names: rest };
}

/** HDFS makes no name with a colon; what exists may have one. */
export function requireNewName({ names, full }: RealPath): void {
  if (names.some((name) => name.includes(':'))) throw invalid(full);
}

export function notThere(path: string): HadoopException {
  return new HadoopException('FileNotFoundException', `File does not exist: ${path}`);
}

export function parentOf(path: RealPath): RealPath {
  return { ...path, full: path.full.slice(0, path.full.lastIndexOf('/')), names: path.names.slice(0, -1) };
}

export function childOf(path: RealPath, name: string): RealPath {
  return { ...path, full: `${path.full}/${name}`, names: [...path.names, name] };
}

/** Last name; '' for a place itself. */
export function lastName({ names }: RealPath): string {
  return names.at(-1) ?? '';
}

export function isWithin(folder: RealPath, path: RealPath): boolean {
  return path.full === folder.full || path.full.startsWith(`${folder.full}/`);
}

function checkName(name: string, full: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes > longestName) {
    const why = `The maximum path component name limit of ${name.slice(0, 40)}… is exceeded`;
    throw new HadoopException('PathComponentTooLongException', `${why}: limit=${longestName} length=${bytes}`);
  }
  if (name === '' || name === '.' || name === '..' || name.includes('\0')) throw invalid(full);
}

function invalid(path: string): HadoopException {
  const shown = path.slice(0, 200).replaceAll('\0', '␀');
  return new HadoopException('InvalidPathException', `Invalid path name Invalid file name: ${shown}`);
}
