import { timeOf, unexpectedAnswer } from './graph-answer.ts';
import { isObject } from './is-object.ts';
import type { AnswerHead } from './sending.ts';

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

/** What an answer says of an owner; each is undefined where it is not told. */
interface Owner {
  readonly appId: string | undefined;
  readonly expiresAt: Date | undefined;
}

/**
 * Reads an answer to a look-up of the owner, in any of its known shapes: the list of today, the bare object of the first
 * documentation, nothing at all, an empty object, a null owner. Source: Messenger Platform docs, Conversation Routing and
 * Handover Protocol (withdrawn).
 *
 * @throws {GraphError} The answer has another shape: a thread counts as idle only where Graph says so.
 */
export function readThreadOwner({ data, response }: { data?: unknown; response: AnswerHead }): ThreadOwner {
  const at = timeOf(response.headers);
  const owner = ownerIn(data);
  if (owner === undefined) throw unexpectedAnswer('Graph answered without a thread_owner', response, 'thread_owner');
  const { appId, expiresAt } = owner;
  if (appId === undefined && expiresAt === undefined) return { state: 'idle', at };
  return { state: 'owned', ...(appId !== undefined && { appId }), ...(expiresAt !== undefined && { expiresAt }), at };
}

/** The least time that a change of control gives the new owner. Source: Messenger Platform docs, Conversation Routing. */
const controlMs = 86_400_000;

/**
 * Tells from the end of its control whether an owner has been the owner since before a moment: every change of control makes
 * it a day from then, by the server's clock. False where it may be newer.
 *
 * @param begunAt The moment, by `performance.now()`.
 */
export function isOlderThan(begunAt: number, owner: ThreadOwner): boolean {
  if (owner.state === 'idle' || owner.expiresAt === undefined) return false;
  const begunAtServer = owner.at - (performance.now() - begunAt);
  // Meta counts whole seconds.
  return owner.expiresAt.getTime() < begunAtServer + controlMs - 2000;
}

/** The owner that an answer tells, with neither field where it tells of none; undefined for an answer of another shape. */
export function ownerIn(answer: unknown): Owner | undefined {
  const nobody: Owner = { appId: undefined, expiresAt: undefined };
  if (answer === undefined || answer === null || answer === '') return nobody;
  if (!isObject(answer)) return undefined;
  if (!('data' in answer)) return ownerWithin(answer, nobody);
  const { data } = answer;
  if (!Array.isArray(data)) return undefined;
  const [first, ...others]: unknown[] = data;
  if (first === undefined) return nobody;
  return isObject(first) && others.length === 0 ? ownerWithin(first, nobody) : undefined;
}

function ownerWithin(holder: Record<string, unknown>, nobody: Owner): Owner | undefined {
  if (Object.keys(holder).length === 0) return nobody;
  const { thread_owner: owner } = holder;
  if (owner === null) return nobody;
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
  // Beyond what a Date can hold it is no time at all.
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
