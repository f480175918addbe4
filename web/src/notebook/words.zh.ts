import type { Translation } from '../catalogue/words.ts';
import type { notebook as english } from './words.en.ts';

export const notebook: Translation<typeof english> = { title: '笔记本' };
