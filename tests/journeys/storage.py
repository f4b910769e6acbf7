"""What a browser keeps: local and session storage, IndexedDB, caches."""

import json
from collections.abc import Iterable

from playwright.async_api import Page

KEPT = """
async () => {
  const told = (asked) => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result)
    asked.onerror = failed
  })
  const databases = []
  for (const { name } of await indexedDB.databases()) {
    const open = await told(indexedDB.open(name))
    for (const store of open.objectStoreNames) {
      databases.push(await told(open.transaction(store).objectStore(store).getAll()))
    }
    open.close()
  }
  const cached = []
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const one of await cache.keys()) cached.push(one.url, await (await cache.match(one)).text())
  }
  const plain = (storage) => JSON.stringify({ ...storage })
  return {
    localStorage: plain(localStorage),
    sessionStorage: plain(sessionStorage),
    IndexedDB: JSON.stringify(databases),
    caches: JSON.stringify(cached),
  }
}
"""
PUT = """
async (text) => {
  localStorage.setItem('planted', text)
  sessionStorage.setItem('planted', text)
  const asked = indexedDB.open('planted', 1)
  asked.onupgradeneeded = () => asked.result.createObjectStore('texts', { autoIncrement: true }).add(text)
  await new Promise((done) => { asked.onsuccess = done })
  asked.result.close()
  await (await caches.open('planted')).put('/planted', new Response(text))
}
"""
STORES = ("localStorage", "sessionStorage", "IndexedDB", "caches")


async def kept_in(page: Page) -> dict[str, str]:
    """Everything that the page's browser keeps, as text, by store."""
    return await page.evaluate(KEPT)


async def kept_by_all(pages: Iterable[Page]) -> str:
    """Everything that these browsers keep, as one text."""
    return "".join([json.dumps(await kept_in(page), ensure_ascii=False) for page in pages])
