import type { notebooks as english } from '../en/notebooks.ts';
import type { Translation } from '../words.ts';

export const notebooks: Translation<typeof english> = {
  place: '位置',
  languages: '语言',
  lastRun: '上次运行',
  edited: '编辑时间',
  mine: '我的笔记本',
  run: {
    running: '运行中',
    done: '已完成',
    failed: '失败',
    stopped: '已停止',
    lost: '输出可能不完整',
    never: '未运行',
  },
  search: '名称或文件夹',
  emptyTitle: '还没有笔记本',
  emptyHint: 'SQL、Python 和文字可以放在同一个笔记本里。',
  notAll: '此处为最近修改的笔记本，更多请在“文件”中查看。',
};
