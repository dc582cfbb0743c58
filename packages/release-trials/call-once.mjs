// Copied into a project, and run there by Bun and Deno with the address of a sandbox, a token and a secret: a call of the
// client comes through.
import process from 'node:process';
import { createClient } from '@handover/client';

const [baseUrl, accessToken, appSecret] = process.argv.slice(2);
const client = createClient({ accessToken, appSecret, baseUrl });
const mode = await client.getRoutingMode();
if (mode !== 'on') throw new Error(`the sandbox routes, and the client was told ${mode}`);
console.log('the routing mode is', mode);
