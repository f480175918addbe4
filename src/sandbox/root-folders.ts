import { lstatSync, readlinkSync } from 'node:fs';

export interface RootFolder {
  name: string;
  /** Where the host has a link. */
  linkTarget?: string;
}

/** Folders of programs and libraries at the root of the host; on most they are links into /usr. */
export function rootFolders(): RootFolder[] {
  return ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'].flatMap((name) => {
    try {
      return lstatSync(`/${name}`).isSymbolicLink() ? [{ name, linkTarget: readlinkSync(`/${name}`) }] : [{ name }];
    } catch {
      return [];
    }
  });
}

/** For bubblewrap: the host's programs and nothing else, so that no mount elsewhere which is broken is in the way. */
export const programsView = (): string[] => ['--ro-bind', '/usr', '/usr', ...rootFolders().flatMap(bound)];

const bound = ({ name, linkTarget }: RootFolder): string[] =>
  linkTarget === undefined ? ['--ro-bind', `/${name}`, `/${name}`] : ['--symlink', linkTarget, `/${name}`];
