import {
  EMPTY_RECORD,
  type Mark,
  type Observation,
  REGISTERS,
  type Register,
  THREAD_LASTS_MS,
  type ThreadRecord,
} from '@handover/core/store';
import { packMark, unpackMark } from './packed-mark.ts';

/** Redis counts times to live by its own clock, in whole ms, up to a bound. A century stands for no limit. */
const LONGEST_MS = 100 * 365 * 86_400_000;

/** Formats a time to live for Redis. */
export function ttlMs(ms: number): string {
  return String(Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS));
}

/** The arguments of the script `BEGIN` for an observation. */
export function observationArgs(thread: string, observation: Observation): string[] {
  const marks = REGISTERS.flatMap((register) => {
    const mark = observation[register];
    return mark === undefined ? [] : [register, packMark(mark)];
  });
  return ['merge', thread, String(marks.length / 2), ...marks];
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
