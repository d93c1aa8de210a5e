// A replica in yjs that C# drives: operations as arrays, and what the document is afterwards.
import * as Y from 'yjs'
import { createRandom } from './random.mjs'
import { edit, roots } from './activity.mjs'

const bytes = text => new Uint8Array(Buffer.from(text, 'base64'))
const text = data => Buffer.from(data).toString('base64')
const replicas = new Map()

/** BigInt and bytes in a form that JSON has. */
const plain = value => {
  if (typeof value === 'bigint') return { bigint: `${value}` }
  if (value instanceof Uint8Array) return { bytes: text(value) }
  if (value instanceof Y.Doc) return { subdocument: value.guid }
  if (value instanceof Y.AbstractType) return { type: plainType(value) }
  if (value === undefined) return { undefined: true }
  if (Array.isArray(value)) return value.map(plain)
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]))
  return value
}

const sorted = entries => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))

export function plainType (type) {
  if (type instanceof Y.Text) {
    return type.toDelta().map(({ insert, attributes }) => ({ insert: plain(insert), attributes: sorted(Object.entries(plain(attributes ?? {}))) }))
  }
  if (type instanceof Y.Array) return type.toArray().map(plain)
  if (type instanceof Y.Map) return sorted([...type.entries()].map(([key, value]) => [key, plain(value)]))
  const nodes = type.toArray().map(plain)
  return type instanceof Y.XmlElement
    ? { name: type.nodeName, attributes: sorted(Object.entries(plain(type.getAttributes()))), nodes }
    : nodes
}

export const contents = doc => ({
  text: plainType(doc.getText('text')),
  array: plainType(doc.getArray('array')),
  map: plainType(doc.getMap('map')),
  xml: plainType(doc.getXmlFragment('xml')),
  string: doc.getText('text').toString(),
  xmlString: doc.getXmlFragment('xml').toString()
})

const resolve = (doc, path) => path.reduce((type, step) => type.get(step), doc)

const operations = {
  insertText: (doc, at, index, string, attributes) => doc.getText(at).insert(index, string, attributes ?? undefined),
  insertEmbed: (doc, at, index, embed, attributes) => doc.getText(at).insertEmbed(index, embed, attributes ?? {}),
  deleteText: (doc, at, index, length) => doc.getText(at).delete(index, length),
  format: (doc, at, index, length, attributes) => doc.getText(at).format(index, length, attributes),
  applyDelta: (doc, at, delta) => doc.getText(at).applyDelta(delta),
  insertArray: (doc, at, index, values) => doc.getArray(at).insert(index, values),
  deleteArray: (doc, at, index, length) => doc.getArray(at).delete(index, length),
  setMap: (doc, at, key, value) => doc.getMap(at).set(key, value),
  deleteMap: (doc, at, key) => doc.getMap(at).delete(key),
  nestText: (doc, at, key, string) => doc.getMap(at).set(key, new Y.Text(string)),
  nestMap: (doc, at, index, entries) => doc.getArray(at).insert(index, [new Y.Map(Object.entries(entries))]),
  insertElement: (doc, at, index, name, attributes, string) => {
    const element = new Y.XmlElement(name)
    for (const key in attributes) element.setAttribute(key, attributes[key])
    element.insert(0, [new Y.XmlText(string)])
    doc.getXmlFragment(at).insert(index, [element])
  },
  deleteXml: (doc, at, index, length) => doc.getXmlFragment(at).delete(index, length)
}

export const replica = {
  open: (name, client, gc = true) => {
    const doc = new Y.Doc({ gc })
    doc.clientID = client
    roots(doc)
    const made = { doc, updates: [], events: [] }
    doc.on('update', (update, origin) => origin !== 'remote' && made.updates.push(text(update)))
    replicas.set(name, made)
  },
  close: name => replicas.delete(name),
  /** Transactions of operations; gives the updates that they made. */
  run: (name, transactions) => {
    const { doc } = replicas.get(name)
    for (const list of transactions) {
      doc.transact(() => list.forEach(([operation, ...args]) => operations[operation](doc, ...args)))
    }
    return replica.take(name)
  },
  /** Random edits; gives the updates that they made. */
  edit: (name, seed, count) => {
    const { doc } = replicas.get(name)
    const random = createRandom(seed)
    for (let i = 0; i < count; i++) doc.transact(() => edit(random, random.pick(roots(doc))))
    return replica.take(name)
  },
  apply: (name, updates) => {
    const { doc } = replicas.get(name)
    updates.forEach(update => Y.applyUpdate(doc, bytes(update), 'remote'))
    return replica.take(name)
  },
  take: name => replicas.get(name).updates.splice(0),
  snapshot: name => {
    const { doc } = replicas.get(name)
    return { update: text(Y.encodeStateAsUpdate(doc)), state: text(Y.encodeStateVector(doc)), contents: contents(doc) }
  },
  diffOf: (name, state) => text(Y.encodeStateAsUpdate(replicas.get(name).doc, bytes(state))),
  /** Observes deltas and keys of the root types. */
  observe: name => {
    const { doc, events } = replicas.get(name)
    for (const root of ['text', 'array', 'map', 'xml']) {
      const type = { text: doc.getText('text'), array: doc.getArray('array'), map: doc.getMap('map'), xml: doc.getXmlFragment('xml') }[root]
      type.observeDeep(list => list.forEach(event => events.push({
        root,
        path: event.path,
        delta: event.delta.map(({ insert, ...rest }) => (insert === undefined ? rest : { ...rest, insert: plain(insert) })),
        keys: sorted([...event.keys].map(([key, { action, oldValue }]) => [key, { action, oldValue: plain(oldValue) }]))
      })))
    }
  },
  events: name => replicas.get(name).events.splice(0),
  relative: (name, root, index, assoc) => {
    const { doc } = replicas.get(name)
    return text(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(resolveRoot(doc, root), index, assoc)))
  },
  relativeFromJson: json => text(Y.encodeRelativePosition(Y.createRelativePositionFromJSON(json))),
  absolute: (name, position) => {
    const found = Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(bytes(position)), replicas.get(name).doc)
    return found && { index: found.index, assoc: found.assoc }
  }
}

const resolveRoot = (doc, root) => (root === 'array' ? doc.getArray(root) : root === 'nested' ? resolve(doc.getMap('map'), ['nested']) : doc.getText(root))
