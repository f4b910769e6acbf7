import { tell } from '@/kernel/words'

export const t = tell({
  search: ['搜诉求、地点、单位，或输入命令', 'Search cases, places, units, or a command'],
  live: ['连接正常', 'Connected'],
  connecting: ['正在连接', 'Connecting'],
  lost: ['连接断了，正在重连', 'Line lost, reconnecting'],
  signed_out: ['登录已过期', 'Signed out'],
  keys: ['按键', 'Keys'],
  everywhere: ['到处可用', 'Everywhere'],
  palette: ['搜索与命令', 'Search and commands'],
  desks: ['工作台', 'Desks'],
  theme: ['换成深色／浅色', 'Switch dark / light'],
  language: ['English', '换成中文'],
  signOut: ['退出登录', 'Sign out'],
  go: ['去 {name}', 'Go to {name}'],
  find: ['查找“{text}”', 'Search for “{text}”'],
  openCase: ['打开诉求 {number}', 'Open case {number}'],
  faster: ['演示时间 ×{speed}', 'Demo time ×{speed}'],
  skip: ['跳到正文', 'Skip to content'],
  nowhere: ['没有这一页', 'There is no such page'],
  nowhereHint: ['请从左边的工作台进入。', 'Come in from a desk on the left.'],
  offlineBar: ['连接断了。您看到的是断开前的情况，填写的内容都保存在本机；恢复后自动更新。', 'The line is lost. You see what was known before; what you write is kept here and updates come when it is back.'],
})
