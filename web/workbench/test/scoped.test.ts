import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'

const ELEMENT = 1
const ATTRIBUTE = 6

interface Node {
  type: number
  tag?: string
  children?: Node[]
  props?: { type: number; name: string; value?: { content: string } }[]
}

interface Component {
  roots: Node[]
  uses: Map<string, string>
  given: Map<string, string[]>
  styled: Set<string>
}

/** The classes that end a selector of these rules: what the rules of a component may apply to. */
function styledBy(css: string): string[] {
  const selectors = css.replace(/\/\*[\s\S]*?\*\//g, '').match(/[^{}]+(?=\{)/g) ?? []
  const last = selectors.flatMap((one) => one.split(',')).map((one) => one.trim().replace(/:not\([^)]*\)/g, '').split(/[\s>+~]+/).at(-1) ?? '')
  return last.filter((one) => !one.includes(':deep') && !one.includes(':slotted')).flatMap((one) => one.match(/\.[\w-]+/g) ?? []).map((one) => one.slice(1))
}

const classesOf = (node: Node) => node.props?.find((prop) => prop.type === ATTRIBUTE && prop.name === 'class')?.value?.content.split(/\s+/) ?? []

/** Every element with its classes. */
function elementsOf(nodes: Node[]): [tag: string, classes: string[]][] {
  return nodes.flatMap((node) => [...(node.tag ? [[node.tag, classesOf(node)] as [string, string[]]] : []), ...elementsOf(node.children ?? [])])
}

function read(path: string, root: string): Component {
  const { template, scriptSetup, styles } = parse(readFileSync(path, 'utf8')).descriptor
  const roots = ((template?.ast?.children ?? []) as Node[]).filter(({ type }) => type === ELEMENT)
  const imports = [...(scriptSetup?.content ?? '').matchAll(/import (\w+) from '(.+\.vue)'/g)]
  const uses = new Map(imports.map(([, name = '', from = '']) => [name, from.startsWith('@/') ? join(root, from.slice(2)) : join(dirname(path), from)]))
  const scoped = styles.filter((style) => style.scoped)
  const texts = scoped.map(({ src, content }) => (src ? readFileSync(src.startsWith('@/') ? join(root, src.slice(2)) : join(dirname(path), src), 'utf8') : content))
  return { roots, uses, given: new Map(elementsOf(roots)), styled: new Set(texts.flatMap(styledBy)) }
}

/** The classes of the element that a component becomes, if it becomes one. */
function rootClasses(path: string, all: Map<string, Component>): string[] {
  const component = all.get(path)
  const [node, more] = component?.roots ?? []
  if (!component || !node || more) return []
  const inner = component.uses.get(node.tag ?? '')
  return [...classesOf(node), ...(inner ? rootClasses(inner, all) : [])]
}

/** “Parent > Child .class”: rules of a parent that also apply to the root of a child, because both chose one name. */
function clashes(root: string): string[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue')).map((name) => join(root, name))
  const all = new Map(paths.map((path) => [path, read(path, root)]))
  const name = (path: string) => path.slice(root.length + 1)
  return [...all].flatMap(([path, { uses, given, styled }]) =>
    [...uses].filter(([tag]) => given.has(tag)).flatMap(([tag, child]) => rootClasses(child, all).filter((one) => styled.has(one) && !given.get(tag)?.includes(one)).map((one) => `${name(path)} > ${name(child)} .${one}`)),
  )
}

describe('scoped styles', () => {
  it('of a page never apply to a component inside it that chose the same class name', () => {
    expect(clashes('src')).toEqual([])
  })
})
