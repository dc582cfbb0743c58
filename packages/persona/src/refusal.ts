/**
 * What the refusal of a send says of its persona: that it is at fault, that it may be, or nothing. Meta documents no
 * answer for a persona that was deleted: taken for it is code 100, as for every wrong parameter, best with a sentence that
 * names `persona_id`.
 */
export type Doubt = 'named' | 'possible' | 'none';

interface GraphErrorFields {
  readonly kind?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
}

/** Reads a client's error by its fields, since an app may use a client of its own. */
export function doubtOf(error: unknown): Doubt {
  if (typeof error !== 'object' || error === null) return 'none';
  const { kind, code, message } = error as GraphErrorFields;
  const isParameter = kind === 'invalid' || (kind === undefined && (code === 100 || code === 33));
  if (!isParameter) return 'none';
  return typeof message === 'string' && /persona/i.test(message) ? 'named' : 'possible';
}

/** Something that this package found out itself; its message may be logged. */
export class PersonaTrouble extends Error {
  override readonly name = 'PersonaTrouble';
}

/** What of a failure may be logged: never the message of a foreign error, which may quote what somebody wrote. */
export function factsOf(error: unknown): Record<string, unknown> {
  if (error instanceof PersonaTrouble) return { reason: error.message };
  if (!(error instanceof Error)) return { error: { name: typeof error } };
  const facts: Record<string, unknown> = { name: error.name };
  for (const key of ['kind', 'code', 'subcode', 'status', 'traceId', 'hint'] as const) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') facts[key] = value;
  }
  return { error: facts };
}

/** After a failure nothing is asked for at least so long, in ms. */
export const PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** How long to leave Meta alone after a failure, in ms: a minute, or what Meta asks for up to an hour. */
export function pauseAfter(error: unknown): number {
  const asked = (error as { readonly retryAfterMs?: unknown } | null)?.retryAfterMs;
  return typeof asked === 'number' && asked > PAUSE_MS ? Math.min(asked, LONGEST_PAUSE_MS) : PAUSE_MS;
}
