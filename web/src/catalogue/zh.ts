import { notebook } from '../notebook/words.zh.ts';
import { terminal } from '../terminal/words.zh.ts';
import type { en } from './en.ts';
import type { Translation } from './words.ts';
import { shell } from './zh/shell.ts';

export const zh: Translation<typeof en> = { shell, notebook, terminal };
