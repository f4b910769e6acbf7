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
  quality_inspector: ['质检员', 'Quality inspector'], volunteer: ['志愿者', 'Volunteer'],
  sealed_keeper: ['密件专员', 'Keeper of sealed tip-offs'],
}

export const EMPLOYERS: Record<string, Pair> = {
  office: ['热线办', 'Hotline office'],
  provider: ['服务商', 'Service provider'],
  unit: ['承办单位', 'Unit'],
}

export const t = tell({
  title: ['连心', 'Lianxin'],
  purpose: ['12345 热线工作台', 'Workbench of the 12345 hotline'],
  login: ['工号', 'Login'],
  password: ['口令', 'Password'],
  newPassword: ['新口令（至少 12 个字）', 'New password (at least 12 characters)'],
  signIn: ['登录', 'Sign in'],
  signingIn: ['正在登录', 'Signing in'],
  wrong: ['工号或口令不对，请再试。', 'The login or password is wrong. Please try again.'],
  demo: ['演示城市：选一个岗位进入', 'Demo city: choose a person to sign in as'],
  demoHint: ['人物、来电和单位答复都是虚构的，时间走得比实际快。', 'People, calls and replies are invented; time runs faster than real time.'],
  others: ['还有 {n|位|位}', '{n} more'],
  language: ['English', '中文'],
  dark: ['深色', 'Dark'],
  light: ['浅色', 'Light'],
})
