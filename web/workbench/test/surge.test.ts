import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import * as client from '@/api/client'
import SurgeTopics from '@/calls/surge/SurgeTopics.vue'
import { fieldsOf, surge, type SurgeNow } from '@/calls/surge/surge'

describe('the fields of a temporary form', () => {
  it('are written one a line, with marks for numbers and required ones', () => {
    expect(fieldsOf('人数#*\n 缺的药 \n\n还能撑：今天、三天')).toEqual([
      { label: '人数', kind: 'number', options: [], required: true },
      { label: '缺的药', kind: 'text', options: [], required: false },
      { label: '还能撑', kind: 'choice', options: ['今天', '三天'], required: false },
    ])
  })
})

describe('a temporary topic', () => {
  it('shows its script and keeps the form of each citizen', async () => {
    const topic = { id: 't1', title: '买药', script: '请问几口人？', fields: fieldsOf('人数#*'), made_at: '', until_at: '', filled: 2 }
    const now = { on: true, cause: 'person', since: null, by_person: true, own: null, call_ins: [], topics: [topic] } as SurgeNow
    surge.value = now
    const posted = vi.spyOn(client.api, 'POST').mockResolvedValue({ data: now, response: new Response() } as never)
    const page = mount(SurgeTopics)
    expect(page.text()).not.toContain('请问几口人？')
    await page.get('button').trigger('click')
    expect([page.text().includes('请问几口人？'), page.text().includes('已填 2 份')]).toEqual([true, true])
    await page.get('input').setValue('3')
    await page.get('form').trigger('submit')
    expect(posted.mock.calls[0]).toEqual(['/api/surge/topics/{topic_id}/forms', { params: { path: { topic_id: 't1' } }, body: { answers: { 人数: '3' } } }])
  })
})
