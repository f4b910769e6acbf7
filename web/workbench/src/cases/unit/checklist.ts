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
const COURT = /司法|诉讼|起诉|仲裁|法院|打官司|依法维权|律师|法律(?:途径|渠道|程序|手段|方式|武器)/
const POINTS = /建议|可以?|请|应|需|引导|告知|通过|走|向|寻求|申请|提起|由|起诉|打官司/
const ACTION = /到场|现场|上门|清理|清走|修复|修好|修理|更换|拆除|拖离|整改|查处|约谈|检查|巡查|处罚|立案|查封|扣押|责令|督促|疏通|补种|安装|调解|协调|组织|退款|退还|退费|赔付|支付|补偿|出具|联系(?!来电人|市民|诉求人|您)|代为|陪同|垫付/
const NO_ACTION = /建议|请您?|如(?!期)|若|(?<![认许])可以?|应(?!急)|不予|不能|无法|无权|没有|未|难以|不具备|不属于|拒绝|自行|不成的/
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

/** True if the reply points to the courts and names no action of the unit; the rule of `language/boilerplate.py`. */
export function onlyPointsToCourt(text: string): boolean {
  const clauses = text.split(/[，。；！？,;!?\n]+/)
  return clauses.some((one) => COURT.test(one) && POINTS.test(one)) && !clauses.some((one) => ACTION.test(one) && !NO_ACTION.test(one))
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
    { point: 'substance', ok: hasSubstance(text) && !onlyPointsToCourt(text) },
  ]
  if (addition) found.push({ point: 'addition', ok: answers(text, addition) })
  if (outcome === 'solved' || wanted) found.push({ point: 'proof', ok: evidence > 0 })
  return found
}
