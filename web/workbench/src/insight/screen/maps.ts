import shanghai from './shanghai.geojson?url'

/** Outlines of a city's districts, and the crowded ones that are drawn again, enlarged. A city without outlines has ranked bars. */
export interface CityMap {
  url: string
  centre: readonly string[]
  /** Offsets of labels that do not fit into their shape: right and down. */
  moved: Record<string, [number, number]>
  /** North-west and south-east of the centre: longitude, latitude. */
  corners: readonly [[number, number], [number, number]]
}

export const MAPS: Record<string, CityMap> = {
  shanghai: {
    url: shanghai,
    centre: ['黄浦区', '徐汇区', '长宁区', '静安区', '普陀区', '虹口区', '杨浦区'],
    moved: { 静安区: [-46, -46] },
    corners: [[121.32, 31.355], [121.577, 31.095]],
  },
}

type Geometry = { type: 'Polygon'; coordinates: number[][][] } | { type: 'MultiPolygon'; coordinates: number[][][][] }

interface Outlines {
  type: 'FeatureCollection'
  features: { type: 'Feature'; geometry: Geometry; properties: { name: string; cp?: number[] } }[]
}

/** All outlines and those of the centre. Labels are placed in the middle of a shape, not at the seat of its government. */
export async function outlinesOf({ url, centre }: CityMap): Promise<[all: Outlines, centre: Outlines]> {
  const all = (await (await fetch(url)).json()) as Outlines
  all.features.forEach(({ properties }) => delete properties.cp)
  const within = JSON.parse(JSON.stringify(all)) as Outlines
  within.features = within.features.filter(({ properties }) => centre.includes(properties.name))
  return [all, within]
}
