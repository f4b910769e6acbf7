import { onBeforeUnmount, watch, type Ref } from 'vue'
import type { EChartsCoreOption, EChartsType } from 'echarts/core'

interface Around {
  before?: (charts: typeof import('./charts')) => Promise<void>
  after?: (chart: EChartsType) => void
}

/** A chart of fixed size: drawn once, then updated in place without animation. */
export function useChart(host: Ref<HTMLElement | undefined>, option: () => EChartsCoreOption, around: Around = {}): void {
  let chart: EChartsType | undefined
  let left = false

  /** A part that cannot be loaded now is loaded at the next drawing. */
  async function draw(): Promise<void> {
    const charts = await import('./charts').catch(() => undefined)
    if (!charts) return
    if (!chart) await around.before?.(charts)
    if (left || !host.value) return
    chart ??= charts.init(host.value, undefined, { renderer: 'svg' })
    chart.resize()
    chart.setOption({ animation: false, ...option() }, { notMerge: true })
    around.after?.(chart)
  }

  watch([host, option], () => void draw(), { flush: 'post', immediate: true })
  onBeforeUnmount(() => {
    left = true
    chart?.dispose()
  })
}

/** A colour of the design language. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
