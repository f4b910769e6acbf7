import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type IReporterOutput, type ICruiseResult } from 'dependency-cruiser'
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config'
import { afterEach, describe, expect, it } from 'vitest'

const { forbidden = [] } = await extractConfig('./.dependency-cruiser.js')
let root = ''

/** The names of the rules that a tree of files breaks. */
async function broken(files: Record<string, string>): Promise<string[]> {
  root = mkdtempSync(join(tmpdir(), 'folders-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { output }: IReporterOutput = await cruise(['src'], {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
    includeOnly: '^src/',
  })
  return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name).sort()
}

afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('the folders of the workbench', () => {
  it('accept an import of a lower folder', async () => {
    const files = { 'src/cases/a.js': "import '../city/b.js'", 'src/city/b.js': '' }
    expect(await broken(files)).toEqual([])
  })

  it('refuse an import of a higher folder', async () => {
    const files = { 'src/city/a.js': "import '../cases/b.js'", 'src/cases/b.js': '' }
    expect(await broken(files)).toEqual(['city-imports-upward'])
  })

  it('refuse that two folders import each other, even through different files', async () => {
    const files = {
      'src/cases/page/a.js': "import '../work/b.js'",
      'src/cases/work/b.js': '',
      'src/cases/work/c.js': "import '../page/d.js'",
      'src/cases/page/d.js': '',
    }
    expect(await broken(files)).toEqual(['cases-page-imports-upward', 'no-circular-folders', 'no-circular-folders'])
  })

  it('refuse that code shared by the pages of cases imports one of them', async () => {
    const files = { 'src/cases/a.js': "import './unit/b.js'", 'src/cases/unit/b.js': '' }
    expect(await broken(files)).toEqual(['shared-case-code-imports-a-page'])
  })
})
