import type { parts as english } from '../en/parts.ts';
import type { Translation } from '../words.ts';

export const parts: Translation<typeof english> = {
  exactBytes: '{{exact}} 字节',
  justNow: '刚刚',
  again: '重试',
  loading: '正在加载',
  cancel: '取消',
  close: '关闭',
  resize: '面板宽度',
  offline: '与服务器的连接已断开。',
  nextTry: '{{seconds}} 秒后重试。',
  tryNow: '立即重试',
  offlineTitle: '服务器没有响应',
  offlineWhy: '可能是网络断开，或服务器正在重新启动。',
  filter: '筛选',
  nothingFits: '没有与“{{filter}}”匹配的内容',
  clearFilter: '显示全部',
  sortBy: '按“{{column}}”排序',
  selectAll: '全选',
  selectRow: '选择 {{name}}',
  copy: '复制',
  copied: '已复制',
  undo: '撤销',
  done: '完成',
  optional: '可选',
  enforced: {
    yes: '已强制执行',
    partly: '部分强制执行',
    no: '未强制执行',
    unset: '不限制',
  },
};
