import { dedupe } from './rooms/dedupe.mjs';
import { gate } from './rooms/gate.mjs';
import { ownership } from './rooms/ownership.mjs';
import { reader } from './rooms/reader.mjs';
import { redis } from './rooms/redis.mjs';
import { signature } from './rooms/signature.mjs';
import { sqlite } from './rooms/sqlite.mjs';

/**
 * The mutants of each room of the house, by its name.
 *
 * @type {Readonly<Record<string, readonly import('./mutate.mjs').Mutant[]>>}
 */
export const rooms = { signature, reader, ownership, dedupe, gate, sqlite, redis };
