import { tell } from '@/kernel/words'

export const t = tell({
  on: ['忙时模式', 'Surge mode'],
  since: ['开始于', 'since'],
  person: ['组长启动', 'switched on by the shift lead'],
  waiting: ['排队人数达到上限', 'too many callers waiting'],
  longest_wait: ['等待时间达到上限', 'a caller waited too long'],
  service_level: ['15 秒接通率过低', 'service level too low'],
  effects: ['更早提供回拨，整理时间缩短，居家和灾备座席一起接听', 'ring-backs are offered earlier, wrap-up is shorter, home and recovery seats take calls'],
  asked: ['请您来接听来电：', 'Please come in and take calls:'],
  coming: ['我来', 'I’m coming'],
  minutes: ['{n} 分钟后到', 'in {n} min'],
  notComing: ['来不了', 'I can’t'],
  answered: ['已答复：{answer}', 'Your answer: {answer}'],
  begin: ['启动忙时模式', 'Switch surge mode on'],
  end: ['结束忙时模式', 'Switch surge mode off'],
  off: ['未启动', 'Off'],
  callIn: ['召集未登录的人员', 'Call in everybody who is not signed in'],
  list: ['召集名单', 'Called in'],
  noAnswer: ['未答复', 'No answer yet'],
  not_coming: ['来不了', 'Can’t come'],
})
