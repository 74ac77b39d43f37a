// Merges by Yjs: lines of JSON {base, one, two} in, the text both replicas end with out.
// Edits are given as operations at their places, which is more than a program knows that has two texts only.
import * as Y from 'yjs'
import { createInterface } from 'node:readline'

const replica = (state, client) => {
  const doc = new Y.Doc()
  doc.clientID = client
  Y.applyUpdate(doc, state)
  return doc
}

const edit = (doc, edits) => doc.transact(() => {
  const text = doc.getText('body')
  // From the end to the beginning, so that places of the base stay true.
  for (const [start, end, words] of [...edits].sort((a, b) => b[0] - a[0])) {
    if (end > start) text.delete(start, end - start)
    if (words) text.insert(start, words)
  }
})

for await (const line of createInterface({ input: process.stdin })) {
  const { base, one, two } = JSON.parse(line)
  const first = new Y.Doc()
  first.clientID = 1
  first.getText('body').insert(0, base)
  const state = Y.encodeStateAsUpdate(first)
  const [a, b] = [replica(state, 2), replica(state, 3)]
  edit(a, one)
  edit(b, two)
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
  const [left, right] = [a.getText('body').toString(), b.getText('body').toString()]
  if (left !== right) throw new Error('replicas differ')
  process.stdout.write(JSON.stringify(left) + '\n')
}
