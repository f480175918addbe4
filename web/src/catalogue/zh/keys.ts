import type { keys as english } from '../en/keys.ts';
import type { Translation } from '../words.ts';

export const keys: Translation<typeof english> = {
  everywhere: '所有页面',
  lists: '列表',
  files: '文件',
  notebook: '笔记本',
  palette: '搜索或运行命令',
  paletteInTerminal: '在终端里搜索或运行命令',
  help: '显示快捷键',
  escape: '关闭、离开',
  move: '移动',
  open: '打开',
  choose: '选择',
  extend: '选择多个',
  all: '全选',
  rename: '重命名',
  delete: '移到回收站',
  up: '上一级文件夹',
  runNext: '运行并转到下一个单元格',
  run: '运行当前单元格',
  editor: '离开、进入编辑器',
  add: '在上方、下方添加单元格',
  deleteCell: '删除单元格',
  interrupt: '中断内核',
  restart: '重启内核',
};
