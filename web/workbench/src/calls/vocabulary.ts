import type { Pair } from '@/kernel/words'

/** The closed vocabularies of calls and seats, in the terms of the glossary. */
export const DISPOSITIONS: Record<string, Pair> = {
  progress: ['问进度，已告知', 'Asked about progress'],
  consultation: ['咨询，已答复，不立单', 'Question answered, no case'],
  silent: ['无声', 'Silent'],
  dropped: ['中途断线', 'Line dropped'],
  wrong_number: ['打错', 'Wrong number'],
  transferred: ['已转其他热线', 'Transferred to another hotline'],
  abusive: ['骚扰、辱骂', 'Abusive'],
}

export const SEAT_STATES: Record<string, Pair> = {
  signed_out: ['未签入', 'Signed out'],
  ready: ['空闲', 'Ready'],
  reserved: ['振铃', 'Ringing'],
  talking: ['通话中', 'Talking'],
  hold: ['保持', 'On hold'],
  wrap_up: ['整理', 'Wrap-up'],
  break: ['小休', 'Break'],
  away: ['离席', 'Away'],
}

export const HELP_REASONS: Record<string, Pair> = {
  upset_caller: ['市民情绪激动', 'Caller is upset'],
  danger: ['有人身危险', 'Somebody is in danger'],
  unsure_unit: ['不知派给谁', 'Unsure which unit'],
  unsure_policy: ['政策拿不准', 'Unsure about a policy'],
  language: ['语言不通', 'Language barrier'],
  system: ['系统有问题', 'Problem with the system'],
  other: ['其他', 'Something else'],
}

export const QUEUES: Record<string, Pair> = {
  general: ['综合', 'General'],
  enterprise: ['企服专席', 'Enterprise'],
  fast_desk: ['快速处置', 'Fast desk'],
  foreign: ['外语', 'Foreign languages'],
  sign: ['手语视频', 'Sign language'],
  expert: ['专家', 'Experts'],
}
