import type { Pair } from '@/kernel/words'
import { tell } from '@/kernel/words'

export const CONTACT_KINDS: Record<string, Pair> = {
  interpreter: ['口译', 'Interpreter'],
  police: ['公安', 'Police'],
  customs: ['海关', 'Customs'],
  lawyer: ['律师', 'Lawyer'],
  expert: ['专家', 'Expert'],
  bureau: ['委办局', 'Bureau'],
  duty: ['值班电话', 'Duty telephone'],
}

export const t = tell({
  third: ['第三方', 'Third party'],
  open: ['咨询、转接', 'Transfer…'],
  bringIn: ['三方通话', 'Three-way'],
  drop: ['请出第三方', 'Drop'],
  cancel: ['不等了', 'Stop ringing'],
  handOver: ['转给对方', 'Hand over'],
  find: ['姓名、语种、单位、队列', 'Name, language, office, queue'],
  colleagues: ['空闲同事', 'Ready colleagues'],
  contacts: ['外部联系人', 'Outside contacts'],
  queues: ['队列', 'Queues'],
  nobody: ['没有匹配的同事、联系人或队列', 'No colleague, contact or queue matches'],
  loading: ['读取中', 'Loading'],
  consult: ['先咨询', 'Consult first'],
  send: ['直接转', 'Transfer at once'],
  sendHint: ['没人接会转回给您', 'Comes back to you without an answer'],
  keepsPlace: ['按来电时间排队', 'keeps the place in the order'],
  whispers: ['正在对您耳语，市民听不到', 'whispers to you; the citizen does not hear it'],
  lead: ['旁听通话', 'Supervise the call'],
  listen: ['监听', 'Listen'],
  whisper: ['耳语', 'Whisper'],
  join: ['加入', 'Join'],
  stop: ['退出', 'Leave'],
  listening: ['正在监听：双方听不到您', 'Listening: nobody hears you'],
  whispering: ['正在耳语：只有座席听到您', 'Whispering: only the seat hears you'],
  joined: ['已加入：双方都听到您', 'On the call: everybody hears you'],
  noTalk: ['选一个正在通话的座席', 'Choose a seat that is talking'],
  on: ['正在 {name} 的通话里', 'On the call of {name}'],
})
