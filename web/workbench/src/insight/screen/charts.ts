import { init, registerMap, use } from 'echarts/core'
import { LineChart } from 'echarts/charts'
import { GeoComponent, GridComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'

/** Of ECharts only what the screen draws: lines, outlines of districts, as SVG. */
use([LineChart, GeoComponent, GridComponent, SVGRenderer])

export { init, registerMap }
