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
  leaves: ['{orders} 件在办工单、{people} 人', '{orders|open order|open orders}, {people|person|people}'],
  nameSuccessor: ['写明接替单位', 'Name the successor'],
})
