import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import bodyParser from 'body-parser';
import express from 'express';
import { fromCamelCase, listen, serveStranger } from '../serve-stranger.mjs';

const require = createRequire(import.meta.url);

// Bottender in its documented form for a custom server. It reads its settings and its app from the working folder.
process.chdir(fileURLToPath(new URL('bottender', import.meta.url)));
const { bottender } = require('bottender');
const app = bottender({ dev: false });
await app.prepare();
const handle = app.getRequestHandler();
const server = express();
server.use(bodyParser.json({ verify: (request, _response, body) => (request.rawBody = body.toString()) }));
server.all('*path', (request, response) => handle(request, response));

const { contextOf } = require('./bottender/index.js');

serveStranger(
  await listen(server),
  // The calls are methods of the context of a person who wrote.
  (name, [psid, ...args]) => contextOf(psid)[name](...args),
  ({ response }) => fromCamelCase(response?.data?.error),
);
