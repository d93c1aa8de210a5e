// npm's y-protocols/awareness.
import * as Y from 'yjs'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'

const quiet = () => {
  const awareness = new Awareness(new Y.Doc())
  clearInterval(awareness._checkInterval)
  awareness.setLocalState(null)
  return awareness
}

export const awareness = {
  encodeAwareness: entries => {
    const states = quiet()
    for (const { client, clock, state } of entries) {
      states.meta.set(client, { clock, lastUpdated: 0 })
      if (state !== null) states.states.set(client, state)
    }
    return Buffer.from(encodeAwarenessUpdate(states, entries.map(entry => entry.client))).toString('base64')
  },
  /** The states after messages, in order. */
  applyAwareness: messages => {
    const states = quiet()
    messages.forEach(message => applyAwarenessUpdate(states, new Uint8Array(Buffer.from(message, 'base64')), null))
    return [...states.meta].filter(([client]) => client !== states.clientID).map(([client, { clock }]) => ({ client, clock, state: states.states.get(client) ?? null }))
  }
}
