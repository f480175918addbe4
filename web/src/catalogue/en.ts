import { guide } from '../guide/words.en.ts';
import { notebook } from '../notebook/words.en.ts';
import { terminal } from '../terminal/words.en.ts';
import { account } from './en/account.ts';
import { admin } from './en/admin.ts';
import { cluster } from './en/cluster.ts';
import { directory } from './en/directory.ts';
import { files } from './en/files.ts';
import { home } from './en/home.ts';
import { keys } from './en/keys.ts';
import { notebooks } from './en/notebooks.ts';
import { palette } from './en/palette.ts';
import { parts } from './en/parts.ts';
import { shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import { sites } from './en/sites.ts';

export const en = {
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
