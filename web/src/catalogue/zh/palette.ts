import type { palette as english } from '../en/palette.ts';
import type { Translation } from '../words.ts';

export const palette: Translation<typeof english> = {
  pages: '页面',
  actions: '操作',
  nothing: '没有找到',
  stop: '停止工作区',
  launch: '启动工作区',
  light: '浅色外观',
  dark: '深色外观',
};
