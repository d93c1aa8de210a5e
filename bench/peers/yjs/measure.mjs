// Measures yjs or ywasm on a trace that Hub.Documents.Bench has prepared: node --expose-gc measure.mjs yjs|ywasm FOLDER ROUNDS
// One JSON object on standard output: milliseconds of each round by name, memory in bytes, and the text that came out.
import { readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'

const [library, folder, rounds] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const peer = await import(`./${library}-peer.mjs`)
const read = name => readFileSync(join(folder, name))

/** Updates one after another, each after its length in four bytes. */
function updates () {
  const all = read('updates.bin')
  const list = []
  for (let at = 0; at < all.length;) {
    const length = all.readUInt32LE(at)
    list.push(new Uint8Array(all.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  return list
}

const single = updates()
const some = single.slice(0, 5_000)
const snapshot = new Uint8Array(read('snapshot.bin'))
const half = new Uint8Array(read('half.bin'))
const edits = existsSync(join(folder, 'edits.json')) ? JSON.parse(read('edits.json')) : null
const results = {}
let text = ''

function measure (name, prepare, run, done = () => {}) {
  const times = []
  for (let round = -1; round < rounds; round++) {
    const input = prepare()
    globalThis.gc()
    const start = performance.now()
    const output = run(input)
    if (round >= 0) times.push(performance.now() - start)
    done(output)
  }
  results[name] = times
}

const check = doc => {
  const found = peer.textOf(doc)
  if (text !== '' && found !== text) throw new Error(`${library}: another text came out`)
  text = found
  peer.free(doc)
}

// ywasm finds an index from the start of the text, which takes many minutes for long sessions.
if (edits !== null && (library !== 'ywasm' || edits.length < 50_000)) measure('edits', peer.create, doc => peer.edit(doc, edits), check)
measure('apply', peer.create, doc => peer.apply(doc, single), check)
measure('load', peer.create, doc => peer.load(doc, snapshot), check)
if (peer.merge !== undefined) measure('merge 5,000', () => some, peer.merge)
measure('merge all', () => single, peer.mergeByDocument)
const loaded = peer.load(peer.create(), snapshot)
measure('diff', () => loaded, doc => peer.diff(doc, half))
if (peer.diffBytes !== undefined) measure('diff of bytes', () => snapshot, update => peer.diffBytes(update, half))
measure('encode', () => loaded, peer.encode)

globalThis.gc()
const before = peer.memory()
const kept = Array.from({ length: 20 }, () => peer.load(peer.create(), snapshot))
globalThis.gc()
const memory = (peer.memory() - before) / kept.length
console.log(JSON.stringify({ times: results, memory, text }))
