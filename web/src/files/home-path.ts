/** Paths are relative to the home, without a leading slash; `''` is the home itself, `groups/<group>` a group's folder. */

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Each folder on the way to `path`, from the place's own root on. */
export function crumbs(path: string): readonly { name: string; path: string }[] {
  const parts = path === '' ? [] : path.split('/');
  return parts.map((name, index) => ({ name, path: parts.slice(0, index + 1).join('/') }));
}

/** The place that a path lies in: the home, or a group's folder. */
export function placeOf(path: string): string {
  const [first, group] = path.split('/');
  return first === 'groups' && group ? `groups/${group}` : '';
}

export const isNotebook = (path: string) => path.endsWith('.ipynb');

/** The name of a notebook as people say it. */
export const notebookName = (path: string) => nameOf(path).replace(/\.ipynb$/, '');
