import {
  DONE_FOR_MS,
  EMPTY_RECORD,
  type Mark,
  type Observation,
  REGISTERS,
  type Register,
  THREAD_LASTS_MS,
  type ThreadRecord,
} from '@handover/core/store';
import type { Given } from './errands.ts';
import { packMark, unpackMark } from './packed-mark.ts';

/** Redis counts times to live by its own clock, in whole ms, up to a bound. A century stands for no limit. */
const LONGEST_MS = 100 * 365 * 86_400_000;

/** Formats a time to live for Redis. */
export function ttlMs(ms: number): string {
  return String(Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS));
}

/** Encodes a text that may be missing. */
export function present(text: string | undefined): string {
  return text === undefined ? '' : `=${text}`;
}

/** Encodes an observation as pairs of register and mark. */
export function marksOf(observation: Observation): string[] {
  return REGISTERS.flatMap((register) => {
    const mark = observation[register];
    return mark === undefined ? [] : [register, packMark(mark)];
  });
}

/** Values for steps that claim events or renew leases. */
export function claimGiven({
  holder,
  leaseMs,
  now,
}: {
  readonly holder: string;
  readonly leaseMs: number;
  readonly now: number;
}): Given {
  return {
    now: String(now),
    holder,
    leaseEnds: String(now + leaseMs),
    runLastsMs: ttlMs(leaseMs + DONE_FOR_MS),
    keptMs: String(DONE_FOR_MS),
    threadLastsMs: String(THREAD_LASTS_MS),
  };
}

/** Values for steps that mark events done. */
export function doneGiven(now: number, doneForMs: number): Given {
  return { now: String(now), forgetAt: String(now + doneForMs), doneForMs: ttlMs(doneForMs) };
}

/** Converts a thread's hash, as `HGETALL` returns it, to a record. */
export function recordOf(reply: unknown, now: number): ThreadRecord {
  const flat = reply as readonly string[];
  if (flat.length === 0) return EMPTY_RECORD;
  const fields = new Map<string, string>();
  for (let index = 0; index < flat.length; index += 2) fields.set(flat[index] ?? '', flat[index + 1] ?? '');
  if (now - Number(fields.get('touched') ?? 0) >= THREAD_LASTS_MS) return EMPTY_RECORD;

  const registers: { [Name in Register]?: Mark } = {};
  for (const register of REGISTERS) {
    const packed = fields.get(`mark:${register}`);
    if (packed !== undefined) registers[register] = unpackMark(packed);
  }
  return {
    registers: registers as Observation,
    changes: Number(fields.get('changes') ?? 0),
    announced: Number(fields.get('announced') ?? 0),
    announcedOwner: fields.get('owner') ?? '',
  };
}
