// One device: fills its database by bulkDocs, pushes, pulls into another, by PouchDB's own replication with large batches.
// Reads its work as JSON from standard input, answers seconds as JSON.
import { readFileSync } from 'node:fs'
import { pouch } from './pouch.mjs'

const { folder, manner, address, texts, changes, rounds } = JSON.parse(readFileSync(0, 'utf8'))
const Local = pouch(folder, manner)
const Plain = pouch(folder + '/remote', 'as it comes')
const remote = () => new Plain(`${address}/branch`)
const batches = { batch_size: 1000, batches_limit: 10 }

const timed = async (work) => {
  const begun = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - begun) / 1e9
}

const first = new Local('first')
const second = new Local('second')
await remote().info()
const docs = texts.map((fields, n) => ({ _id: `minute-${String(n).padStart(6, '0')}`, ...fields }))
const save = await timed(() => first.bulkDocs(docs))
const push = await timed(() => first.replicate.to(remote(), batches))
const pull = await timed(() => second.replicate.from(remote(), batches))
const { doc_count: count } = await second.info()
if (count !== texts.length) throw new Error(`${count} of ${texts.length} records came`)
const few = {}
for (const many of changes) {
  few[many] = { push: [], pull: [] }
  for (let round = 0; round < rounds; round++) {
    const keys = docs.slice(round * many, (round + 1) * many).map((doc) => doc._id)
    const found = (await first.allDocs({ keys, include_docs: true })).rows.map((row) => row.doc)
    await first.bulkDocs(found.map((doc) => ({ ...doc, text: `第${round}次修改。${doc.text}` })))
    few[many].push.push(await timed(() => first.replicate.to(remote(), batches)))
    few[many].pull.push(await timed(() => second.replicate.from(remote(), batches)))
  }
}
const nothing = []
for (let round = 0; round < rounds; round++) nothing.push(await timed(() => second.replicate.from(remote(), batches)))
process.stdout.write(JSON.stringify({ save, push, pull, few, nothing }) + '\n')
process.exit(0)
