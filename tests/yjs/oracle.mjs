// npm's yjs for the tests of Hub.Documents: each line of standard input is a call as a JSON array [name, ...arguments],
// each line of standard output is its result, or {"error": text}. Bytes are base64. It ends with its input.
import { createInterface } from 'node:readline'
import * as Y from 'yjs'
import { activity } from './activity.mjs'
import { awareness } from './awareness.mjs'
import { replica } from './replica.mjs'

const bytes = text => new Uint8Array(Buffer.from(text, 'base64'))
const text = data => Buffer.from(data).toString('base64')

const calls = {
  activity,
  ...awareness,
  ...replica,
  merge: updates => text(Y.mergeUpdates(updates.map(bytes))),
  diff: (update, state) => text(Y.diffUpdate(bytes(update), bytes(state))),
  stateVectorOf: update => text(Y.encodeStateVectorFromUpdate(bytes(update))),
  fromV2: update => text(Y.convertUpdateFormatV2ToV1(bytes(update))),
  toV2: update => text(Y.convertUpdateFormatV1ToV2(bytes(update))),
  stringify: values => values.map(value => JSON.stringify(value)),
  parseAndStringify: json => JSON.stringify(JSON.parse(json)),
  /** Whether yjs takes an update at all. */
  accepts: update => {
    Y.applyUpdate(new Y.Doc(), bytes(update))
    return true
  },
  /** What a document becomes when it gets updates in this order. */
  load: updates => {
    const doc = new Y.Doc()
    updates.forEach(update => Y.applyUpdate(doc, bytes(update)))
    const update = text(Y.encodeStateAsUpdate(doc))
    doc.store.pendingStructs = doc.store.pendingDs = null
    return { update, state: text(Y.encodeStateVector(doc)), applied: text(Y.encodeStateAsUpdate(doc)) }
  },
  /** Whether a document that has one update keeps part of another until more arrives. */
  isPending: (before, update) => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, bytes(before))
    Y.applyUpdate(doc, bytes(update))
    return doc.store.pendingStructs !== null || doc.store.pendingDs !== null
  }
}

// Yjs warns on standard output, which is for results.
console.log = console.warn = () => {}

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line)
  let result
  try {
    result = calls[name](...args)
  } catch (error) {
    result = { error: `${error.stack ?? error}` }
  }
  process.stdout.write(JSON.stringify(result ?? null) + '\n')
}
