import { tell } from '@/kernel/words'

export const u = tell({
  changeUnit: ['撤并、更名单位', 'Merge, rename or dissolve a unit'],
  endingUnit: ['不再设的单位', 'Unit that ends'],
  successor: ['接替单位（不填则由上级接替）', 'Successor (empty: the unit above)'],
  newName: ['更名时：新名称', 'For a renaming: the new name'],
  newCode: ['更名时：新编号', 'For a renaming: the new code'],
  changeDate: ['自哪天起', 'From'],
  changeHint: ['发布后，在办工单、人员、权责和先例都转给接替单位；旧件保留旧名称。', 'When published, open orders, people, duties and precedents go to the successor; old cases keep the old name.'],
  changeGo: ['写入草稿', 'Put into the draft'],
  cancelChange: ['先不办', 'Not now'],
  appliesOn: ['现在发布，到 {day} 零点起生效；在此之前照现行版本办。', 'Published now, in force from {day}; until then the present version applies.'],
  willApply: ['已发布，{day} 起生效。', 'Published; in force from {day}.'],
  plans: ['已发布、还没到生效日的版本', 'Published versions that are not in force yet'],
  planFrom: ['{day} 起生效', 'From {day}'],
  planFailed: ['到期没有生效，请重新修改、发布', 'Refused on its day: change and publish again'],
  cancelPlan: ['取消', 'Cancel'],
  cancelPlanSure: ['再按一次，取消', 'Press again to cancel'],
  leaves: ['{orders} 件在办工单、{people} 人', '{orders|open order|open orders}, {people|person|people}'],
  nameSuccessor: ['写明接替单位', 'Name the successor'],
})
