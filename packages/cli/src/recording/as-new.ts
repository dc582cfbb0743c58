import { createHmac, randomBytes } from 'node:crypto';
import { LongInteger } from './precise-json.ts';
import { rewrite, type Scalar } from './rewrite.ts';
import { shapeOf } from './wire-shapes.ts';

/** Below this a timestamp can only be seconds: as milliseconds it would lie in 1973. */
const SECONDS_BELOW = 1e11;

/**
 * Makes the function that turns a recorded body into a new one. Each message id becomes another one, the same wherever it
 * stands, so that replies, reactions, edits and receipts still refer to their message. Times move.
 *
 * @returns Called with a body, and by how much its times move, in ms.
 */
export function newOnes(): (body: unknown, moveMs: number) => unknown {
  const key = randomBytes(32);
  const newMid = (mid: string): string => {
    const [prefix = ''] = /^(wamid\.|m_|mid\.)/.exec(mid) ?? [];
    return `${prefix}${createHmac('sha256', key).update(mid).digest('base64url')}`;
  };
  return (body, moveMs) =>
    rewrite(body, shapeOf(body), {
      value(value, meaning) {
        if ((meaning === 'mid' || meaning === 'wamid') && typeof value === 'string' && value !== '') {
          return newMid(value);
        }
        return meaning === 'time' ? movedTime(value, moveMs) : value;
      },
    });
}

/** The same form, at another time: seconds or milliseconds, a number or a text. */
function movedTime(value: Scalar, moveMs: number): unknown {
  if (value instanceof LongInteger || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'string' && !/^\d{1,15}$/.test(value)) {
    const date = Date.parse(value);
    return Number.isNaN(date) ? value : new Date(date + moveMs).toISOString().replace(/\.\d+Z$/, '+0000');
  }
  const time = Number(value);
  if (time <= 0) return value;
  const moved = Math.trunc(time + (time < SECONDS_BELOW ? moveMs / 1000 : moveMs));
  return typeof value === 'string' ? String(moved) : moved;
}
