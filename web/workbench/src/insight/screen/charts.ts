import { init, registerMap, use } from 'echarts/core'
import { LineChart } from 'echarts/charts'
import { GeoComponent, GridComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'

/** The parts of ECharts that the screen draws: lines and outlines of districts, as SVG. */
use([LineChart, GeoComponent, GridComponent, SVGRenderer])

export { init, registerMap }
