import { guide } from '../guide/words.zh.ts';
import { notebook } from '../notebook/words.zh.ts';
import { terminal } from '../terminal/words.zh.ts';
import type { en } from './en.ts';
import type { Translation } from './words.ts';
import { account } from './zh/account.ts';
import { admin } from './zh/admin.ts';
import { cluster } from './zh/cluster.ts';
import { directory } from './zh/directory.ts';
import { files } from './zh/files.ts';
import { home } from './zh/home.ts';
import { keys } from './zh/keys.ts';
import { notebooks } from './zh/notebooks.ts';
import { palette } from './zh/palette.ts';
import { parts } from './zh/parts.ts';
import { shell } from './zh/shell.ts';
import { signIn } from './zh/sign-in.ts';
import { sites } from './zh/sites.ts';

export const zh: Translation<typeof en> = {
  account,
  admin,
  cluster,
  directory,
  files,
  guide,
  home,
  keys,
  notebook,
  notebooks,
  palette,
  parts,
  shell,
  signIn,
  sites,
  terminal,
};
