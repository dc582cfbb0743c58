/**
 * Whether a refused send is due to its persona: the refusal names it, it is possible, or it is not. Meta does not
 * document how it refuses a deleted persona. This package assumes code 100, which stands for any wrong parameter;
 * a message that names `persona_id` makes it certain.
 */
export type Doubt = 'named' | 'possible' | 'none';

interface GraphErrorFields {
  readonly kind?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
}

/** Classifies a client's error by its fields, because an app may use its own client. */
export function doubtOf(error: unknown): Doubt {
  if (typeof error !== 'object' || error === null) return 'none';
  const { kind, code, message } = error as GraphErrorFields;
  const isParameter = kind === 'invalid' || (kind === undefined && (code === 100 || code === 33));
  if (!isParameter) return 'none';
  return typeof message === 'string' && /persona/i.test(message) ? 'named' : 'possible';
}

/** A failure that this package itself reports. Its message may be logged. */
export class PersonaTrouble extends Error {
  override readonly name = 'PersonaTrouble';
}

/** The loggable parts of a failure. The message of a foreign error is left out: it may quote a person's text. */
export function factsOf(error: unknown): { readonly reason: string } | { readonly error: Record<string, unknown> } {
  if (error instanceof PersonaTrouble) return { reason: error.message };
  if (!(error instanceof Error)) return { error: { name: typeof error } };
  const facts: Record<string, unknown> = { name: error.name };
  for (const key of ['kind', 'code', 'subcode', 'status', 'traceId', 'hint'] as const) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') facts[key] = value;
  }
  return { error: facts };
}

/** Shortest pause after a failure, in ms. */
export const PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** How long to pause after a failure, in ms: a minute, or longer if Meta asks for it, up to an hour. */
export function pauseAfter(error: unknown): number {
  const asked = (error as { readonly retryAfterMs?: unknown } | null)?.retryAfterMs;
  return typeof asked === 'number' && asked > PAUSE_MS ? Math.min(asked, LONGEST_PAUSE_MS) : PAUSE_MS;
}
