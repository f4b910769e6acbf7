import { describe, expect, test } from 'vitest'
import type { Topic } from '@/api/types'
import { initials, initialsMatch } from '@/city/pinyin'
import { findTopics } from '@/city/topicSearch'
import { likelyTopics } from '@/cases/intake/likely'

const topic = (code: string, l3: string, keywords: string[] = []): Topic => ({ code, l1: '城市', l2: '街面', l3, keywords })
const topics = [topic('1', '夜间施工噪声', ['打桩', '半夜施工']), topic('2', '占道设摊', ['摆摊']), topic('3', '路灯不亮', ['路灯'])]

describe('words are found by their initials', () => {
  test('夜间施工 is y j s g', () => {
    expect(initials('夜间施工')).toEqual(['y', 'j', 's', 'g'])
  })

  test('initials may begin in the middle, and case does not matter', () => {
    expect(initialsMatch('浦东新区城管执法局', 'cgzf')).toBe(true)
    expect(initialsMatch('浦东新区城管执法局', 'PDXQ')).toBe(true)
    expect(initialsMatch('浦东新区城管执法局', 'xhq')).toBe(false)
  })

  test('a character with two readings answers to both', () => {
    expect(initialsMatch('长宁区', 'cnq')).toBe(true)
    expect(initialsMatch('长宁区', 'znq')).toBe(true)
  })

  test('a topic is found by words, keywords and initials, the closest first', () => {
    expect(findTopics(topics, 'yjsg', 9).map((one) => one.code)).toEqual(['1'])
    expect(findTopics(topics, '摆摊', 9).map((one) => one.code)).toEqual(['2'])
    expect(findTopics(topics, '路灯', 9)[0]?.code).toBe('3')
    expect(findTopics(topics, 'qqqq', 9)).toEqual([])
  })

  test('what was said suggests topics by their keywords', () => {
    expect(likelyTopics(topics, '工地半夜施工，打桩到两点').map((one) => one.code)).toEqual(['1'])
    expect(likelyTopics(topics, '想问公积金')).toEqual([])
  })
})
