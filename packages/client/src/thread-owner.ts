/**
 * Who owns a thread. `appId` is absent where Meta does not name the owner to this app, which is neither the owner nor the
 * default app then. `at` is the time of the answer in ms since 1970, by the server's clock.
 */
export type ThreadOwner =
  | {
      readonly state: 'owned';
      /** App that owns the thread. */
      readonly appId?: string;
      /** When its control ends. */
      readonly expiresAt?: Date;
      readonly at: number;
    }
  | { readonly state: 'idle'; readonly at: number };

/**
 * Reads an answer to a look-up of the owner, in any of its known shapes: the list of today, the bare object of the first
 * documentation, nothing at all, an empty object, a null owner. Source: Messenger Platform docs, Conversation Routing and
 * Handover Protocol (withdrawn).
 */
export function readThreadOwner(answer: unknown, at: number): ThreadOwner {
  const owner = wrappedOwner(answer);
  const appId = idIn(owner?.['app_id']);
  const expiresAt = secondsIn(owner?.['expiration']);
  if (appId === undefined && expiresAt === undefined) return { state: 'idle', at };
  return { state: 'owned', ...(appId !== undefined && { appId }), ...(expiresAt !== undefined && { expiresAt }), at };
}

function wrappedOwner(answer: unknown): Record<string, unknown> | undefined {
  if (!isObject(answer)) return undefined;
  const { data } = answer;
  const holder = Array.isArray(data)
    ? data.find((entry) => isObject(entry) && isObject(entry['thread_owner']))
    : answer;
  return isObject(holder) && isObject(holder['thread_owner']) ? holder['thread_owner'] : undefined;
}

function idIn(value: unknown): string | undefined {
  if (typeof value === 'number' && value > 0) return String(value);
  return typeof value === 'string' && /^[0-9]*[1-9][0-9]*$/.test(value) ? value : undefined;
}

function secondsIn(value: unknown): Date | undefined {
  const seconds = typeof value === 'string' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
