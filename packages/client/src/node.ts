// What Node gets in place of index.ts: the same names, with a client that sends over node:http.
export * from './index.ts';
export { createClient } from './node/create-client.ts';
