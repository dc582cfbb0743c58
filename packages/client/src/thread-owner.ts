import { timeOf, unexpectedAnswer } from './graph-answer.ts';
import { isObject } from './is-object.ts';
import type { AnswerHead } from './sending.ts';

/**
 * Who owns a thread. `appId` is missing if this app is neither the owner nor the default app: Meta then does not name
 * the owner. `at` is the time of the answer in ms since 1970, by the server's clock.
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

/** The owner in an answer. A field is undefined if the answer does not have it. */
interface Owner {
  readonly appId: string | undefined;
  readonly expiresAt: Date | undefined;
}

/**
 * Reads an answer to a look-up of the owner, in any of its known shapes: today's list, the bare object of the first
 * documentation, an empty body, an empty object, or a null owner. Source: Messenger Platform docs, Conversation Routing
 * and Handover Protocol (withdrawn).
 *
 * @throws {GraphError} The answer has another shape: a thread counts as idle only if Graph says so.
 */
export function readThreadOwner({ data, response }: { data?: unknown; response: AnswerHead }): ThreadOwner {
  const at = timeOf(response.headers);
  const owner = ownerIn(data);
  if (owner === undefined) throw unexpectedAnswer('Graph answered without a thread_owner', response, 'thread_owner');
  const { appId, expiresAt } = owner;
  if (appId === undefined && expiresAt === undefined) return { state: 'idle', at };
  return { state: 'owned', ...(appId !== undefined && { appId }), ...(expiresAt !== undefined && { expiresAt }), at };
}

/** How long control lasts at least after a change of owner. Source: Messenger Platform docs, Conversation Routing. */
const controlMs = 86_400_000;

/**
 * Whether an owner already owned the thread before a moment. A change of owner sets the end of control to at least a
 * day later, by the server's clock, so an earlier end proves an older owner. False if the owner may be newer.
 *
 * @param begunAt The moment, by `performance.now()`.
 */
export function isOlderThan(begunAt: number, owner: ThreadOwner): boolean {
  if (owner.state === 'idle' || owner.expiresAt === undefined) return false;
  const begunAtServer = owner.at - (performance.now() - begunAt);
  // Meta counts whole seconds.
  return owner.expiresAt.getTime() < begunAtServer + controlMs - 2000;
}

/** The owner in an answer, without fields if there is none; undefined for an answer of another shape. */
export function ownerIn(answer: unknown): Owner | undefined {
  const noOwner: Owner = { appId: undefined, expiresAt: undefined };
  if (answer === undefined || answer === null || answer === '') return noOwner;
  if (!isObject(answer)) return undefined;
  if (!('data' in answer)) return ownerWithin(answer, noOwner);
  const { data } = answer;
  if (!Array.isArray(data)) return undefined;
  const [first, ...others]: unknown[] = data;
  if (first === undefined) return noOwner;
  return isObject(first) && others.length === 0 ? ownerWithin(first, noOwner) : undefined;
}

function ownerWithin(holder: Record<string, unknown>, noOwner: Owner): Owner | undefined {
  if (Object.keys(holder).length === 0) return noOwner;
  const { thread_owner: owner } = holder;
  if (owner === null) return noOwner;
  if (!isObject(owner)) return undefined;
  return { appId: idIn(owner['app_id']), expiresAt: secondsIn(owner['expiration']) };
}

function idIn(value: unknown): string | undefined {
  if (typeof value === 'number' && value > 0) return String(value);
  return typeof value === 'string' && /^[0-9]*[1-9][0-9]*$/.test(value) ? value : undefined;
}

function secondsIn(value: unknown): Date | undefined {
  const seconds = typeof value === 'string' ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds > 0)) return undefined;
  // A time beyond the range of Date counts as missing.
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
