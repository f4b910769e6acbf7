/** Checks what a good reply contains, by plain rules. These are hints and never block: the checker decides. */
export type Point = 'did' | 'when' | 'addition' | 'substance' | 'proof'

export interface Hint {
  point: Point
  ok: boolean
}

export interface Written {
  text: string
  outcome: string
  addition: string
  evidence: number
  wanted: boolean
}

const DONE = /已|到场|到现场|清理|清走|修复|修好|更换|拆除|整改|查处|约谈|核实|核查|巡查|处罚|立案|疏通|补种|安装|告知|解释|协调|处理/
const WHEN = /\d{1,2}月\d{1,2}[日号]|\d{1,2}[:：]\d{2}|\d{1,2} ?点|今[天日晚早]|昨[天日晚]|明[天日]|前天|上午|下午|晚上|当天|本周|下周|周[一二三四五六日天]|\d+ ?[天日]内|工作日内/
const PASSED_ON = /(?:已|将)?(?:转|移交|转交|反馈|上报|转给|交由|交给)[^，。；]{0,4}(?:相关|有关|主管|职能)(?:部门|单位|科室)[^，。；]{0,8}/g
const HAN_PAIR = /(?=([\u4e00-\u9fff]{2}))/g
const COMMON = new Set(['你们', '我们', '他们', '还是', '还有', '现在', '已经', '没有', '一个', '就是', '这个', '那个', '什么', '怎么', '今天', '昨天', '晚上'])
const SHORT = 15

const pairs = (text: string): Set<string> => new Set([...text.matchAll(HAN_PAIR)].map((found) => found[1] ?? '').filter((pair) => !COMMON.has(pair)))

/** True if the reply takes up the addition: it shares at least two pairs of characters, or the only one. */
export function answers(text: string, addition: string): boolean {
  const asked = pairs(addition)
  const shared = [...pairs(text)].filter((pair) => asked.has(pair)).length
  return shared >= Math.min(2, asked.size)
}

/** True if something of substance remains without phrases like “passed on to the department concerned”. */
export function hasSubstance(text: string): boolean {
  const rest = text.replace(PASSED_ON, '').replace(/[，。；、！\s]/g, '')
  return rest.length >= SHORT && DONE.test(rest)
}

export function hints({ text, outcome, addition, evidence, wanted }: Written): Hint[] {
  const found: Hint[] = [
    { point: 'did', ok: text.trim().length >= SHORT && DONE.test(text) },
    { point: 'when', ok: WHEN.test(text) },
    { point: 'substance', ok: hasSubstance(text) },
  ]
  if (addition) found.push({ point: 'addition', ok: answers(text, addition) })
  if (outcome === 'solved' || wanted) found.push({ point: 'proof', ok: evidence > 0 })
  return found
}
