import type { Pair } from '@/kernel/words'
import { tell } from '@/kernel/words'

export const BREAK_REASONS: Record<string, Pair> = {
  meal: ['用餐', 'Meal'],
  short: ['短休', 'Short break'],
  training: ['培训', 'Training'],
  meeting: ['开会', 'Meeting'],
  rest: ['难缠来电后休息', 'Rest after a hard call'],
  other: ['其他', 'Other'],
}

/** By what a seat talks. */
export const VOICES: Record<string, Pair> = {
  browser: ['浏览器', 'Browser'],
  phone: ['桌面话机', 'SIP phone'],
  mobile: ['手机或座机', 'Mobile or landline'],
}

export const PARTY_KINDS: Record<string, Pair> = {
  citizen: ['市民', 'Citizen'],
  seat: ['座席', 'Seat'],
  third: ['外线', 'Outside'],
  listener: ['旁听', 'Listener'],
  whisper: ['耳语', 'Whispers'],
}

export const PARTY_STATES: Record<string, Pair> = {
  waiting: ['振铃中', 'Ringing'],
  talking: ['通话中', 'Talking'],
  held: ['保持中', 'On hold'],
  left: ['已离开', 'Left'],
}

export const t = tell({
  telephone: ['电话', 'Telephone'],
  seat: ['座席状态', 'State of the seat'],
  signIn: ['签入电话', 'Take calls'],
  signedOut: ['未签入', 'Signed out'],
  ready: ['空闲', 'Ready'],
  reserved: ['来电', 'Incoming call'],
  talking: ['通话中', 'Talking'],
  hold: ['保持中', 'On hold'],
  wrap_up: ['整理', 'Wrap-up'],
  break: ['小休', 'Break'],
  away: ['离席', 'Away'],
  after: ['通话后', 'After this call'],
  outgoing: ['呼出', 'Outgoing call'],
  breakWhy: ['小休原因', 'Reason for the break'],
  minutes: ['时长', 'Length'],
  minutesOf: ['{n} 分', '{n} min'],
  left: ['还剩 {n} 分', '{n} min left'],
  over: ['已超 {n} 分', '{n} min over'],
  answer: ['接听', 'Answer'],
  voice: ['用什么通话', 'Talk by'],
  pickUp: ['您的电话正在响，接起来就和市民通话', 'Your telephone rings: pick it up to talk with the citizen'],
  pickUpMobile: ['您的电话正在响，接起来后按 1，就和市民通话', 'Your telephone rings: pick it up and press 1 to talk with the citizen'],
  holdOn: ['保持', 'Hold'],
  resume: ['取回', 'Resume'],
  mute: ['静音', 'Mute'],
  unmute: ['取消静音', 'Unmute'],
  muted: ['静音中：对方听不到您', 'Muted: nobody hears you'],
  hangUp: ['挂断', 'Hang up'],
  waits: ['{n} 人等待', '{n} waiting'],
  nobodyWaits: ['没有人等待', 'Nobody waiting'],
  waited: ['等候 {s}', 'waited {s}'],
  seconds: ['{n} 秒', '{n} s'],
  minutesSeconds: ['{m} 分 {s} 秒', '{m} min {s} s'],
  hidden: ['号码未显示', 'Number withheld'],
  first: ['没有来电记录', 'No earlier cases'],
  known: ['老来电', 'Known citizen'],
  openCases: ['办理中 {n} 件', '{n|open case|open cases}'],
  history: ['来电市民', 'The caller'],
  noHistory: ['这个号码没有诉求记录', 'No cases from this number'],
  elsewhere: ['电话在另一个标签页', 'The telephone is in another tab'],
  takeHere: ['转到这里', 'Move it here'],
  silent: ['浏览器不让响铃：点一下本页任意处', 'The browser mutes the ring: click anywhere on this page'],
  rejoin: ['重新接通', 'Reconnect'],
  retry: ['再试一次', 'Try again'],
  denied: ['浏览器没有允许使用麦克风，对方听不到您。请点地址栏左边的图标，允许麦克风后再试。', 'The browser does not allow the microphone, so nobody can hear you. Allow it with the icon left of the address, then try again.'],
  no_microphone: ['没有找到麦克风。请插好耳麦再试；来电会转给别的座席。', 'No microphone was found. Plug in the headset and try again; calls go to other seats.'],
  insecure: ['这个地址不是 https，浏览器不允许使用麦克风。请用 https 地址打开工作台。', 'This address is not https, so the browser refuses the microphone. Open the workbench by its https address.'],
  unplugged: ['耳麦断开了，对方听不到您。插回去就会接上。', 'The headset is unplugged, so nobody can hear you. Plug it in again to go on.'],
  lost: ['通话的声音断了，正在重新接通；市民还在线上。', 'The sound of the call was lost and is being reconnected; the citizen is still on the line.'],
  keys: ['电话', 'Telephone'],
  target: ['60 秒内整理完', 'Finish within 60 s'],
  over60: ['已过 60 秒', 'Over 60 s'],
  over120: ['已过 120 秒', 'Over 120 s'],
  parties: ['通话各方', 'Parties of the call'],
  changeState: ['小休或恢复空闲', 'Take a break, or be ready again'],
})

export const ringTitle = (caller: string): string => `☎ ${t('reserved')} ${caller || t('hidden')}`

/** “9 秒”, “2 分 5 秒”. */
export function lasted(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return whole < 60 ? t('seconds', { n: whole }) : t('minutesSeconds', { m: Math.floor(whole / 60), s: whole % 60 })
}
