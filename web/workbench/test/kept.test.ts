import { enableAutoUnmount, mount } from '@vue/test-utils'
import { effectScope, nextTick, reactive } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Problem } from '@/kernel/problem'
import * as cases from '@/cases/api'
import ProgressPanel from '@/cases/intake/ProgressPanel.vue'
import { useSearch } from '@/cases/search/useSearch'
import type { Waiting } from '@/cases/supervise/api'
import * as supervise from '@/cases/supervise/api'
import DecisionList from '@/cases/supervise/DecisionList.vue'
import MediaPage from '@/cases/supervise/MediaPage.vue'
import { staying } from '@/cases/supervise/useRecords'
import * as templates from '@/cases/unit/api'
import OwnFigures from '@/cases/unit/OwnFigures.vue'
import TemplatesPage from '@/cases/unit/TemplatesPage.vue'
import BulkBar from '@/cases/work/BulkBar.vue'
import * as profile from '@/city/profile'
import * as insight from '@/insight/api'
import PrintPage from '@/cases/print/PrintPage.vue'

enableAutoUnmount(afterEach) // what is left open would keep drafts out of the storage in later tests

const push = vi.fn()
vi.mock('vue-router', () => ({ useRouter: () => ({ push }), useRoute: () => reactive({ query: {} }), RouterLink: { template: '<a><slot /></a>' } }))
vi.mock('@/people/session', () => ({ useViewer: () => ({ staff_id: 'me', name: '周岚', login: 'zhoulan', unit: { code: 'u' }, roles: ['supervisor'] }), whoIsHere: { value: null } }))

const settled = async () => {
  for (let turn = 0; turn < 8; turn++) await nextTick()
}
const record = (id: string, more: Partial<Waiting> = {}): Waiting =>
  ({ id, kind: 'exclusion', status: 'asked', words: '', made_by: '', made_at: '2026-06-24T00:00:00Z', case: { number: id, title: id, version: 1 }, ...more }) as Waiting
const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith('lianxin.draft.'))
const global = { stubs: { RouterLink: { template: '<a><slot /></a>' }, TopicPicker: true, ExclusionEffect: true } }

beforeEach(() => {
  vi.restoreAllMocks()
  push.mockClear()
})

describe('what is written about a record', () => {
  test('stays in its place when somebody else has decided it', () => {
    const [a, b, c] = [record('a'), record('b'), record('c')]
    expect(staying([a, b, c], [a, c], 'b')).toEqual([a, b, c])
    expect(staying([a, b], [a, b], 'b')).toEqual([a, b])
    expect(staying([a], [c], undefined)).toEqual([c])
  })

  test('is there again after cancelling, apart for each record and decision, and gone once sent', async () => {
    vi.spyOn(supervise, 'fetchRecords').mockResolvedValue({ items: [record('a'), record('b')] })
    const move = vi.spyOn(cases, 'moveCase').mockResolvedValue({} as never)
    const page = mount(DecisionList, { props: { kind: 'exclusion' }, global })
    await settled()
    const press = async (nth: number) => {
      await page.findAll('.decide button')[nth]?.trigger('click')
      await settled()
    }
    await press(0)
    await page.find('textarea').setValue('同意的理由')
    await press(1)
    await press(1)
    expect(page.find('textarea').element.value).toBe('')
    await press(1)
    await press(0)
    expect(page.find('textarea').element.value).toBe('同意的理由')
    page.unmount()

    const again = mount(DecisionList, { props: { kind: 'exclusion' }, global })
    await settled()
    await again.findAll('.decide button')[0]?.trigger('click')
    await settled()
    expect(again.find('textarea').element.value).toBe('同意的理由')
    await again.find('form').trigger('submit')
    await settled()
    expect(move.mock.calls[0]?.slice(0, 2)).toEqual(['a', 'grant_exclusion'])
    expect(drafts()).toEqual([])
  })

  test('is not taken away with the record that somebody else decides', async () => {
    const read = vi.spyOn(supervise, 'fetchRecords').mockResolvedValue({ items: [record('a'), record('b')] })
    vi.spyOn(cases, 'moveCase').mockRejectedValue(new Problem(409, { code: 'cases.not_waiting', title: '已经处理过了' }))
    const page = mount(DecisionList, { props: { kind: 'exclusion' }, global })
    await settled()
    await page.find('.decide button').trigger('click')
    await settled()
    await page.find('textarea').setValue('同意的理由')
    read.mockResolvedValue({ items: [record('b')] })
    await page.find('form').trigger('submit')
    await settled()
    expect(page.find('textarea').element.value).toBe('同意的理由')
    expect(page.find('[role="status"]').text()).toContain('别人已经处理了')
    expect(page.find('form button').attributes('disabled')).toBeDefined()
  })

  test('is not stored on the page of media cases, which may be confidential', async () => {
    vi.spyOn(supervise, 'fetchRecords').mockResolvedValue({ items: [record('a', { kind: 'media_case', status: 'found' })] })
    const page = mount(MediaPage, { global })
    await settled()
    await page.find('article button').trigger('click')
    await settled()
    await page.find('textarea').setValue('举报人说')
    expect(page.find('textarea').element.value).toBe('举报人说')
    expect(drafts()).toEqual([])
  })

  test.each([
    [false, 1],
    [true, 0],
  ])('for several cases is stored only where none is confidential (%s)', async (confidential, stored) => {
    const cards = [{ number: '1', confidential: false }, { number: '2', confidential }] as never
    const bar = mount(BulkBar, { props: { cards }, global })
    await bar.find('button').trigger('click')
    await settled()
    await bar.find('textarea').setValue('请尽快办理')
    await settled()
    expect(drafts().length).toBe(stored)
    await bar.find('textarea').setValue('')
    await settled()
  })

  test('or for a case that is asked about comes back when the panel is opened again', async () => {
    vi.spyOn(cases, 'fetchTold').mockResolvedValue({ number: '1', title: '', headline: '', steps: [], story: [], may: ['add_words'], status: 'handling', version: 1 } as never)
    const open = async (props = {}) => {
      const panel = mount(ProgressPanel, { props: { phone: '', start: '1', adding: '', known: [], ...props }, global })
      await settled()
      return panel
    }
    const first = await open({ adding: '又来了三个摊' })
    expect(first.emitted('writing')?.at(-1)).toEqual(['1', true])
    first.unmount()
    const panel = await open()
    expect(panel.find<HTMLTextAreaElement>('#progress-words').element.value).toBe('又来了三个摊')
    vi.spyOn(cases, 'moveCase').mockResolvedValue({ version: 2 } as never)
    await panel.find('.say button').trigger('click')
    await settled()
    expect(panel.emitted('appended')).toEqual([['又来了三个摊']])
    expect(panel.emitted('writing')?.at(-1)).toEqual(['1', false])
    expect(drafts()).toEqual([])
  })
})

describe('a template', () => {
  const one = { template_id: 't1', name: '占道', body: '已清走', topic: '', outcome: '', unit: 'u', version: 2, retired: false, may_change: true, made_by: '', made_at: '' }

  test('being typed is kept for each row, whatever is looked at meanwhile', async () => {
    vi.spyOn(templates, 'fetchTemplates').mockResolvedValue({ items: [one], places: [] })
    vi.spyOn(templates, 'fetchTemplateHistory').mockResolvedValue({ items: [] })
    const keep = vi.spyOn(templates, 'keepTemplate').mockRejectedValueOnce(new Problem(412, {})).mockResolvedValue({ ...one, body: '都清走了', version: 4 })
    const page = mount(TemplatesPage, { global })
    await settled()
    const body = () => page.find('textarea').element.value
    await page.find('textarea').setValue('新的')
    await page.find('.one').trigger('click')
    await settled()
    expect(body()).toBe('已清走')
    await page.find('textarea').setValue('都清走了')
    await page.find('header button').trigger('click')
    await settled()
    expect(body()).toBe('新的')
    await page.find('.one').trigger('click')
    await settled()
    expect(body()).toBe('都清走了')

    vi.mocked(templates.fetchTemplates).mockResolvedValue({ items: [{ ...one, body: '别人改的', version: 3 }], places: [] })
    await page.find('form').trigger('submit')
    await settled()
    expect(body()).toBe('都清走了')
    await page.find('form').trigger('submit')
    await settled()
    expect(keep.mock.calls.map(([said]) => said.version)).toEqual([2, 3])
    expect(body()).toBe('都清走了')
    expect(drafts()).toEqual([expect.stringContaining('template.+')])
  })
})

describe('pages tell what they could not read, and read it again', () => {
  test('a case on paper', async () => {
    const load = vi.spyOn(profile, 'loadProfile').mockRejectedValueOnce(new Problem(0)).mockResolvedValue()
    const fetch = vi.spyOn(cases, 'fetchCase').mockRejectedValue(new Problem(404))
    const page = mount(PrintPage, { props: { number: '1' } })
    await settled()
    expect(page.find('[role="alert"]').text()).toContain('没有连上服务器')
    expect(fetch).not.toHaveBeenCalled()
    await page.find('[role="alert"] button').trigger('click')
    await settled()
    expect([load.mock.calls.length, fetch.mock.calls.length]).toEqual([2, 1])
  })

  test('a search that was given up leaves no problem behind', async () => {
    vi.spyOn(cases, 'search').mockImplementation((_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))))
    const search = effectScope().run(() => useSearch()) ?? expect.unreachable()
    void search.ask({ q: '路灯' })
    search.forget()
    await settled()
    expect([search.problem.value, search.loading.value]).toEqual([undefined, false])
    vi.mocked(cases.search).mockRejectedValue(new Problem(0))
    await search.ask({ q: '路灯' })
    expect(search.problem.value?.trouble).toBe('offline')
    search.forget()
    expect(search.problem.value).toBeUndefined()
  })
})

test('“how was this counted?” at the unit’s desk names the figure as the page of figures reads it', async () => {
  vi.spyOn(insight, 'fetchFigures').mockResolvedValue({ items: [{ code: 'on_time_rate', name: '按时', name_en: '', unit: 'share', value: 1, of: 1, n: 1, previous: null }] } as never)
  const desk = mount(OwnFigures)
  await settled()
  await desk.find('.tile').trigger('click')
  expect(push).toHaveBeenCalledWith({ path: '/figures', query: { figure: 'on_time_rate' } })
})
