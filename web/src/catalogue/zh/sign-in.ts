import type { signIn as english } from '../en/sign-in.ts';
import type { Translation } from '../words.ts';

export const signIn: Translation<typeof english> = {
  title: '登录',
  hint: '在您自己的文件上使用 SQL、Python 和笔记本。',
  left: '您已退出登录。运行中的工作区会继续，空闲后自动停止。',
  account: '账户',
  password: '密码',
  show: '显示或隐藏密码',
  submit: '登录',
  working: '所有服务运行正常',
  version: '版本 {{version}}',
  newPassword: '新密码',
  passwordRule_other: '至少 {{count}} 个字符，不能是常见密码；连用几个词容易记住',
  repeat: '再输入一次',
  differs: '两次输入不一致',
  invited: '邀请',
  inviteGone: '此链接无法使用。',
  welcome: '欢迎，{{name}}',
  inviteHint: '请为您的账户 {{account}} 设置密码。',
  accept: '设置密码并进入',
  choose: '设置新密码',
  chooseHint: '您登录所用的密码只能使用一次。',
  oneTime: '一次性密码',
};
