// Copied into a project, and run there by Bun and Deno with the address of a sandbox, a token and a secret. Checks that
// the client is the build on Web standards, and that one of its calls succeeds.
import process from 'node:process';
import { createClient } from '@handover/client';

const build = import.meta.resolve('@handover/client');
if (!build.endsWith('/dist/index.js')) throw new Error(`the Web build is dist/index.js, but this is ${build}`);

const [baseUrl, accessToken, appSecret] = process.argv.slice(2);
const client = createClient({ accessToken, appSecret, baseUrl });
const mode = await client.getRoutingMode();
if (mode !== 'on') throw new Error(`the sandbox routes, but the client got ${mode}`);
console.log('the routing mode is', mode);
