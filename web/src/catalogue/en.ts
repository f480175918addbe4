import { notebook } from '../notebook/words.en.ts';
import { terminal } from '../terminal/words.en.ts';
import { shell } from './en/shell.ts';

export const en = { shell, notebook, terminal };
