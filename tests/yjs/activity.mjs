// Random activity of several yjs clients on one document: every kind of content, and updates as they were made.
import * as Y from 'yjs'
import { createRandom } from './random.mjs'

const text = data => Buffer.from(data).toString('base64')
const words = ['a', 'word', 'ünï', '漢字', '😀', 'line\nend', ' ', 'x'.repeat(60), '👩‍👩‍👧']
const values = [null, true, false, 0, -0, 1, -5, 63, 64, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1.5, 0.1, 1e21, -1e-9, 2 ** 53, '', 'text', '😀',
  [1, [2, []]], { b: 1, a: [{}], 2: 'two', 1: null }, { nested: { deep: { deeper: 'yes' } } }, undefined, 1234567890123456789n]
const attributes = [{ bold: true }, { bold: null }, { italic: true }, { color: 'red' }, { color: 'blue', bold: true }, { link: { href: 'https://example.org' } }]
const embeds = [{ image: 'cat.png' }, { nested: { a: [1, 2.5, null] } }, { 2: 'b', 1: 'a' }]

const fresh = random => random.pick([
  () => new Y.Text(random.pick(words)),
  () => new Y.Array(),
  () => new Y.Map([['k', 1]]),
  () => new Y.XmlElement('p'),
  () => new Y.XmlText(random.pick(words))
])()

const isText = type => type instanceof Y.Text
const jsonSafe = value => typeof value !== 'bigint'

export const edits = {
  text (random, text) {
    const at = whole(text, random.below(text.length + 1))
    const length = whole(text, at + Math.min(random.below(6), text.length - at)) - at
    random.pick([
      () => text.insert(at, random.pick(words)),
      () => text.insert(at, random.pick(words)),
      () => text.insert(at, random.pick(words), { ...random.pick(attributes) }),
      () => text.insertEmbed(at, random.pick(embeds)),
      () => text.delete(at, length),
      () => text.delete(at, length),
      () => text.format(at, length, { ...random.pick(attributes) })
    ])()
  },
  array (random, array) {
    const at = random.below(array.length + 1)
    random.pick([
      () => array.insert(at, [random.pick(values.filter(v => v !== undefined && jsonSafe(v))), random.pick(values.filter(v => v !== undefined && jsonSafe(v)))]),
      () => array.insert(at, [new Uint8Array([1, 2, random.below(256)])]),
      () => array.insert(at, [fresh(random)]),
      () => array.delete(at, Math.min(random.below(3), array.length - at)),
      () => nested(random, array.toArray())
    ])()
  },
  map (random, map) {
    const key = random.pick(['one', 'two', '1', 'ü'])
    random.pick([
      () => map.set(key, random.pick(values)),
      () => map.set(key, new Uint8Array(random.below(4))),
      () => map.set(key, fresh(random)),
      () => map.delete(key),
      () => nested(random, [...map.values()])
    ])()
  },
  xml (random, xml) {
    const at = random.below(xml.length + 1)
    random.pick([
      () => xml.insert(at, [new Y.XmlElement(random.pick(['p', 'div', 'li']))]),
      () => xml.insert(at, [new Y.XmlText(random.pick(words))]),
      () => xml.insert(at, [new Y.XmlHook('hook')]),
      () => xml.delete(at, Math.min(random.below(2), xml.length - at)),
      () => xml instanceof Y.XmlElement && xml.setAttribute(random.pick(['id', 'class']), random.pick(words)),
      () => nested(random, xml.toArray())
    ])()
  }
}

/** Replicas that split a surrogate pair differ from those that get no operation for it. */
function whole (text, index) {
  let units = ''
  for (const { insert } of text.toDelta()) units += typeof insert === 'string' ? insert : '.'
  return /[\udc00-\udfff]/.test(units.charAt(index)) ? index - 1 : index
}

function nested (random, candidates) {
  const types = candidates.filter(value => value instanceof Y.AbstractType)
  if (types.length > 0) edit(random, random.pick(types))
}

export function edit (random, type) {
  if (isText(type)) edits.text(random, type)
  else if (type instanceof Y.Array) edits.array(random, type)
  else if (type instanceof Y.XmlFragment) edits.xml(random, type)
  else if (type instanceof Y.Map) edits.map(random, type)
}

export const roots = doc => [doc.getText('text'), doc.getText('text'), doc.getArray('array'), doc.getMap('map'), doc.getXmlFragment('xml')]

/** Several clients edit, and exchange their states now and then. */
export function activity (seed, clients, steps, gc = true) {
  const random = createRandom(seed)
  const updates = []
  const updatesV2 = []
  const docs = Array.from({ length: clients }, () => {
    const doc = new Y.Doc({ gc })
    doc.clientID = random.below(2 ** 32)
    doc.on('update', (update, origin) => origin !== 'sync' && updates.push(text(update)))
    doc.on('updateV2', (update, origin) => origin !== 'sync' && updatesV2.push(text(update)))
    return doc
  })
  for (let i = 0; i < steps; i++) {
    const doc = random.pick(docs)
    if (random.below(6) === 0) {
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(random.pick(docs)), 'sync')
    } else if (random.below(40) === 0) {
      doc.getMap('map').set('doc', new Y.Doc({ guid: 'sub-' + i, meta: { i } }))
    } else {
      doc.transact(() => {
        for (let n = random.below(3); n >= 0; n--) edit(random, random.pick(roots(doc)))
      })
    }
  }
  const all = new Y.Doc({ gc })
  docs.forEach(doc => Y.applyUpdate(all, Y.encodeStateAsUpdate(doc)))
  return { updates, updatesV2, state: text(Y.encodeStateVector(all)), update: text(Y.encodeStateAsUpdate(all)), partial: text(Y.encodeStateVector(docs[0])) }
}
