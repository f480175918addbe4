import type { Translation } from '../catalogue/words.ts';
import type { terminal as english } from './words.en.ts';

/** 终端页面的词语。 */
export const terminal: Translation<typeof english> = {
  title: '终端',
  tabs: '终端',
  new: '新建终端',
  close: '关闭终端 {{name}}',
  tab: '终端 {{name}}',
  ended: '此终端已结束。',
  lost: '与终端的连接中断。它仍在运行；{{seconds}} 秒后重试。',
  signedOut: '您已退出登录。重新登录后，终端会在此继续。',
  tryNow: '立即重试',
  starting: '正在启动您的工作区',
  none: '没有打开的终端',
  noneHint: '工作区中的命令行，可以访问您的文件。',
  start: '重新启动',
  notStarted: '工作区未能启动',
  screen: '终端 {{name}}：显示与输入',
};
