// Copied into a project, and run there by Bun and Deno with the address of a sandbox, a token and a secret: the client is
// the build on Web standards, and one of its calls comes through.
import process from 'node:process';
import { createClient } from '@handover/client';

const build = import.meta.resolve('@handover/client');
if (!build.endsWith('/dist/index.js')) throw new Error(`the Web build is dist/index.js, and this is ${build}`);

const [baseUrl, accessToken, appSecret] = process.argv.slice(2);
const client = createClient({ accessToken, appSecret, baseUrl });
const mode = await client.getRoutingMode();
if (mode !== 'on') throw new Error(`the sandbox routes, and the client was told ${mode}`);
console.log('the routing mode is', mode);
