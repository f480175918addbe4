import type { shell as english } from '../en/shell.ts';
import type { Translation } from '../words.ts';

export const shell: Translation<typeof english> = {
  main: '主导航',
  home: '主页',
  notebooks: '笔记本',
  files: '文件',
  terminal: '终端',
  account: '账户',
  admin: '管理',
  more: '更多',
  search: '搜索或运行命令',
  keys: '快捷键',
  signOut: '退出登录',
  skip: '跳到页面内容',
  notFound: '没有这个页面',
};
