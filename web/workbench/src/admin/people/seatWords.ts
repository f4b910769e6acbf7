import type { Pair } from '@/kernel/words'
import { tell } from '@/kernel/words'

/** Where a seat is, in the order in which calls overflow. */
export const SEAT_PLACES: Record<string, Pair> = {
  centre: ['中心', 'Centre'],
  sub_centre: ['分中心', 'Sub-centre'],
  home: ['居家', 'Home'],
  disaster: ['灾备中心', 'Disaster recovery'],
}

export const t = tell({
  seat: ['座席', 'Seat'],
  place: ['地点', 'Place'],
  placeHint: ['中心先接；分中心、居家和灾备座席按“溢出”的等候时间接入。', 'The centre comes first; the others take calls after the wait set under Overflow.'],
  phone: ['桌面话机', 'SIP phone'],
  noPhone: ['没有账号', 'No account'],
  givePhone: ['开通账号', 'Give an account'],
  newPassword: ['换新密码', 'New password'],
  removePhone: ['取消账号', 'Remove the account'],
  told: ['话机的用户名和密码，只显示这一次：', 'User and password of the phone, shown only once:'],
  toldHint: ['在话机里填好，注册服务器填热线的 SIP 地址；换新密码后旧密码作废。', 'Enter them in the phone, with the SIP address of the hotline as registrar. A new password ends the old one.'],
  understood: ['已填好', 'Done'],
  mobile: ['手机或座机', 'Mobile or landline'],
  mobileHint: ['座席接听时由系统经中继呼叫这部电话，显示热线号码，计入呼出额度。', 'When the seat answers, the trunk calls this telephone; it shows the number of the hotline and counts as an outgoing call.'],
  keepMobile: ['保存', 'Save'],
  removeMobile: ['删除', 'Remove'],
  skills: ['技能', 'Skills'],
  skillsHint: ['0 级为不会。没有单独设置的，语言按人员能说的语言，其他为 2 级。', 'Level 0: does not have it. Unless set here, languages follow those spoken, and others are level 2.'],
  usual: ['恢复默认', 'Usual level'],
  level: ['{n} 级', 'Level {n}'],
  own: ['单独设置', 'Set here'],
})
