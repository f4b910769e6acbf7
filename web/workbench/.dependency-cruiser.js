/** Which folder of `src` may import which. Checked by `npm run check`; test/folders.test.ts shows that it refuses. */

/** From top to bottom: a folder imports only folders below it. */
const AREAS = ['admin', 'frame', 'cases', 'insight', 'telephone', 'people', 'calls', 'city', 'api', 'kernel']

/** Inside cases, from top to bottom; the files directly in `cases` are below every folder. Folders in one row are strangers. */
const CASES = [
  ['dispatch', 'rulings'],
  ['callback', 'check', 'court', 'review', 'unit'],
  ['desk', 'supervise'],
  ['work'],
  ['page'],
]
/** Folders of cases that nobody imports and that may import any of the above. */
const ALONE = ['intake', 'outcomes', 'print', 'search']

const folder = (...names) => `^src/(${names.join('|')})/`
const inCases = (...names) => `^src/cases/(${names.join('|')})/`

const upward = AREAS.slice(1).map((area, above) => ({
  name: `${area}-imports-upward`,
  severity: 'error',
  from: { path: folder(area) },
  to: { path: folder(...AREAS.slice(0, above + 1)) },
}))

const insideCases = CASES.flatMap((row, at) => {
  const higher = CASES.slice(0, at).flat()
  return row.map((name) => ({
    name: `cases-${name}-imports-upward`,
    severity: 'error',
    from: { path: inCases(name) },
    to: { path: inCases(...higher, ...row.filter((other) => other !== name), ...ALONE) },
  }))
})

export default {
  forbidden: [
    { name: 'no-circular-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
    { name: 'no-circular-files', severity: 'error', from: {}, to: { circular: true } },
    ...upward,
    ...insideCases,
    {
      name: 'shared-case-code-imports-a-page',
      comment: 'Files directly in an area are shared by its folders.',
      severity: 'error',
      from: { path: '^src/cases/[^/]+$' },
      to: { path: '^src/cases/[^/]+/' },
    },
    ...ALONE.map((name) => ({
      name: `cases-${name}-is-imported`,
      severity: 'error',
      from: { path: '^src/cases/', pathNot: inCases(name) },
      to: { path: inCases(name) },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    includeOnly: '^src/',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.vue', '.js'], conditionNames: ['import', 'types', 'default'] },
  },
}
