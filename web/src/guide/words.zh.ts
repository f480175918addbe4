import type { Translation } from '../catalogue/words.ts';
import type { guide as english } from './words.en.ts';

export const guide: Translation<typeof english> = {
  title: '使用指南',
  analysts: '面向分析人员',
  operators: '面向运维人员',
};
