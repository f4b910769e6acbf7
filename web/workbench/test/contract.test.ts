import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FIELDS, MOVES } from '@/cases/moves'

interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
}
interface Operation {
  requestBody?: { content: Record<string, { schema: Schema }> }
}
interface Document {
  paths: Record<string, { post?: Operation }>
  components: { schemas: Record<string, Schema> }
}

const openapi = JSON.parse(readFileSync('openapi.json', 'utf8')) as Document
const MOVE = /^\/api\/(?:cases\/\{number\}|orders\/\{order_id\})\/(?!attachments|reveal)(\w+)$/

function fieldsOf(operation: Operation): string[] {
  const schema = operation.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1)
  return Object.keys(openapi.components.schemas[schema ?? '']?.properties ?? {})
}

const moves = Object.entries(openapi.paths).flatMap(([path, { post }]) => {
  const name = MOVE.exec(path)?.[1]
  return post && name ? [{ name, fields: fieldsOf(post) }] : []
})

describe('the workbench knows every command of the server', () => {
  test('there are moves', () => {
    expect(moves.length).toBeGreaterThan(40)
  })

  test.each(moves)('$name and its fields have names', ({ name, fields }) => {
    expect(MOVES).toHaveProperty(name)
    for (const field of fields) expect(FIELDS).toHaveProperty(field)
  })
})
