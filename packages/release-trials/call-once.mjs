// Copied into a project, and run there by Bun and Deno with the address of a sandbox, a token and a secret: one call of the
// client has to succeed.
import process from 'node:process';
import { createClient } from '@handover/client';

const [baseUrl, accessToken, appSecret] = process.argv.slice(2);
const client = createClient({ accessToken, appSecret, baseUrl });
const mode = await client.getRoutingMode();
if (mode !== 'on') throw new Error(`the sandbox routes, but the client got ${mode}`);
console.log('the routing mode is', mode);
