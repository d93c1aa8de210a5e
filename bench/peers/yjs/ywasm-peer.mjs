import { createRequire } from 'node:module'

const Y = createRequire(import.meta.url)('ywasm')

export const create = () => new Y.YDoc({})

export const edit = (doc, edits) => {
  const text = doc.getText('text')
  for (const [index, deleted, inserted] of edits) {
    if (deleted > 0) text.delete(index, deleted)
    if (inserted !== '') text.insert(index, inserted)
  }
  return doc
}

export const apply = (doc, updates) => {
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

export const load = (doc, update) => {
  Y.applyUpdate(doc, update)
  return doc
}

/** ywasm exports no merge of updates without a document. */
export const mergeByDocument = updates => {
  const doc = new Y.YDoc({})
  const transaction = doc.beginTransaction()
  for (const update of updates) transaction.applyV1(update)
  transaction.commit()
  transaction.free()
  const merged = Y.encodeStateAsUpdate(doc)
  doc.free()
  return merged
}

export const diff = (doc, state) => Y.encodeStateAsUpdate(doc, state)
export const encode = doc => Y.encodeStateAsUpdate(doc)
export const textOf = doc => doc.getText('text').toString()
export const free = doc => doc.free()

/** The memory of WebAssembly isn't in the heap of JavaScript. */
export const memory = () => Y.__wasm.memory.buffer.byteLength
