import type { Translation } from '../catalogue/words.ts';
import type { terminal as english } from './words.en.ts';

export const terminal: Translation<typeof english> = { title: '终端' };
