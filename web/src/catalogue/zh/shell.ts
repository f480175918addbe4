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
  endedTitle: '您的会话已结束',
  suspendedTitle: '您的账户已被停用',
  suspendedHint: '管理员停用了 {{account}}。恢复后请在此重新登录：此页面及您所写的内容都会保留。',
  endedHint: '请以 {{account}} 重新登录：此页面及您所写的内容都会保留。',
  leavePage: '离开此页面',
  skip: '跳到页面内容',
  notFound: '没有这个页面',
};
