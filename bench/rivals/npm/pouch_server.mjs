// express-pouchdb on a free port of loopback, LevelDB below it; `durable` as first word: every batch is synced to the disk.
import { createRequire } from 'node:module'
import { pouch } from './pouch.mjs'

const require = createRequire(import.meta.url)
const express = require('express')
const [folder, manner] = process.argv.slice(2)
const made = pouch(folder, manner)
const app = express()
app.use('/', require('express-pouchdb')(made, { mode: 'minimumForPouchDB', logPath: folder + '/log.txt', configPath: folder + '/config.json' }))
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(JSON.stringify({ address: `http://127.0.0.1:${server.address().port}` }) + '\n'))
