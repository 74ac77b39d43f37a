// PouchDB on LevelDB in a folder. As it comes LevelDB leaves syncing to the system; `durable` asks for it with each batch.
import { createRequire } from 'node:module'
import { mkdirSync } from 'node:fs'

const require = createRequire(import.meta.url)
const PouchDB = require('pouchdb')
const leveldown = require('leveldown')

class Durable extends leveldown {
  _batch (ops, options, callback) { super._batch(ops, { ...options, sync: true }, callback) }
  _put (key, value, options, callback) { super._put(key, value, { ...options, sync: true }, callback) }
  _del (key, options, callback) { super._del(key, { ...options, sync: true }, callback) }
}
const durable = (location) => new Durable(location)
Object.assign(durable, leveldown)
durable.destroy = leveldown.destroy
durable.repair = leveldown.repair

export const pouch = (folder, manner) => {
  mkdirSync(folder, { recursive: true })
  const more = manner === 'durable' ? { db: durable } : {}
  return PouchDB.defaults({ prefix: folder + '/', auto_compaction: false, ...more })
}
