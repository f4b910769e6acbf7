import { tell, type Pair } from '@/kernel/words'

export const ROLES: Record<string, Pair> = {
  operator: ['话务员', 'Operator'],
  shift_lead: ['话务组长', 'Shift lead'],
  dispatcher: ['派单员', 'Dispatcher'],
  return_officer: ['退单专员', 'Return officer'],
  unit_handler: ['承办人', 'Unit handler'],
  callback_agent: ['回访专员', 'Callback agent'],
  review_officer: ['复核专员', 'Review officer'],
  checker: ['审核员', 'Checker'],
  supervisor: ['督办', 'Supervisor'],
  hotline_office: ['热线办', 'Hotline office'],
  administrator: ['管理员', 'Administrator'],
  analyst: ['分析员', 'Analyst'],
  quality_inspector: ['质检员', 'Quality inspector'],
}

export const t = tell({
  title: ['连心', 'Lianxin'],
  purpose: ['12345 热线工作台', 'The 12345 hotline’s workbench'],
  login: ['工号', 'Login'],
  password: ['口令', 'Password'],
  newPassword: ['自己的新口令（至少 12 个字）', 'A password of your own (12 characters or more)'],
  signIn: ['登录', 'Sign in'],
  signingIn: ['正在登录', 'Signing in'],
  wrong: ['工号或口令不对，请再试。', 'Login or password is wrong; try again.'],
  demo: ['演示城市：选一个人坐下', 'Demo city: take somebody’s seat'],
  demoHint: ['人物、来电和单位的回复都是编的，时间走得比真的快。', 'People, calls and replies are made up; time runs faster than outside.'],
  others: ['还有 {n|位|位}', '{n|more|more}'],
  language: ['English', '中文'],
  dark: ['换成深色', 'Dark'],
  light: ['换成浅色', 'Light'],
})
