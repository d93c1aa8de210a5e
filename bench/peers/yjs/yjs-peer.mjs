import * as Y from 'yjs'

export const create = () => new Y.Doc()

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

export const merge = updates => Y.mergeUpdates(updates)

/** mergeUpdates sorts all updates after each struct, which takes minutes for 100,000; a document is what is quick. */
export const mergeByDocument = updates => {
  const doc = new Y.Doc()
  doc.transact(() => updates.forEach(update => Y.applyUpdate(doc, update)))
  return Y.encodeStateAsUpdate(doc)
}

export const diff = (doc, state) => Y.encodeStateAsUpdate(doc, state)
export const diffBytes = (update, state) => Y.diffUpdate(update, state)
export const encode = doc => Y.encodeStateAsUpdate(doc)
export const textOf = doc => doc.getText('text').toString()
export const free = () => {}
export const memory = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
