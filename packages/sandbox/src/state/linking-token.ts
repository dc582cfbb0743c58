import { createHmac } from 'node:crypto';
import type { World } from './world.ts';

/** How long the token is valid (Messenger Platform docs, Account Linking: five minutes). */
const VALID_SECONDS = 300;

/** The token with which Messenger opens the address of an app's log-in button: it names the person for five minutes. */
export function createLinkingToken(world: World, personId: string): string {
  const content = `${Math.floor(world.clock.now() / 1000) + VALID_SECONDS}z${personId}`;
  return `ARQ${content}z${signature(world, content)}`;
}

/** The person behind a token; undefined: it is none of this page, or has expired. */
export function readLinkingToken(world: World, token: string): string | undefined {
  const [, content = '', expiresAt, personId, signed] = /^ARQ((\d+)z(\d+))z([0-9a-f]{64})$/.exec(token) ?? [];
  if (signed !== signature(world, content) || Number(expiresAt) * 1000 <= world.clock.now()) return undefined;
  return personId;
}

function signature({ run, options: { page } }: World, content: string): string {
  return createHmac('sha256', run.counters.run).update(`${page.id} ${content}`).digest('hex');
}
