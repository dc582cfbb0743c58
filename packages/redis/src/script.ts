import { createHash } from 'node:crypto';

/** A Lua script, and the hash that Redis knows it by. */
export interface Script {
  readonly source: string;
  /** SHA-1 of the source, in hex. */
  readonly sha: string;
}

/** Joins parts into a script. */
export function script(...parts: string[]): Script {
  const source = parts.join('\n');
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}
