import { checkKnownKeys } from './known-keys.ts';
import { OptionError } from './option-error.ts';

/** A Graph error of any code. */
export interface CallFaultError {
  /** `error.code`; it may be negative. */
  code: number;
  /** `error.error_subcode`. */
  subcode?: number;
  /** `error.message`. @default Meta's words for the code and subcode, if the sandbox knows them */
  message?: string;
  /** `error.type`. @default 'OAuthException' */
  type?: string;
  /** `error.is_transient`. */
  isTransient?: boolean;
  /** `error.error_user_title`. */
  userTitle?: string;
  /** `error.error_user_msg`. */
  userMessage?: string;
}

/** A fault for the next Graph calls. */
export interface CallFault {
  /** `fail`: an error answer; `delay`: the answer comes later; `hangUp`: the connection is cut without an answer. */
  do: 'fail' | 'delay' | 'hangUp';
  /** How many calls it hits. @default 1 */
  times?: number;
  /** Only calls of this edge, like `pass_thread_control` or `messages`, or of this path without a node, `debug_token`. @default all */
  edge?: string;
  /** Only calls of this app. @default all */
  appId?: string;
  /** `fail`, `hangUp`: the call still takes effect, so its caller does not know the outcome. @default false */
  applied?: boolean;
  /** `fail`: the Graph error. @default code 2, transient */
  error?: CallFaultError;
  /** `fail`: HTTP status. @default 500 for code 1 and 2, else 400 */
  status?: number;
  /** `fail`: a body instead of `error`: a gateway's HTML page, or JSON as text. Then `status` defaults to 502. */
  body?: string;
  /** `delay`: ms of the sandbox's clock; with a manual clock the call stalls until `advance`. */
  ms?: number;
}

/** A fault for the next deliveries. */
export interface DeliveryFault {
  /**
   * `drop`: never sent; `duplicate`: sent twice; `delay`: sent later; `reorder`: the next `size` are sent in reverse
   * order; `batch`: the next `size` are sent in one POST. `settled()` sends an incomplete group as it is.
   * `fail`: an attempt does not reach the app; `hang`: it does, but the app's answer comes too late for Meta.
   * After either, the attempt has failed and the delivery is retried by the usual rules.
   */
  do: 'drop' | 'duplicate' | 'delay' | 'reorder' | 'batch' | 'fail' | 'hang';
  /** How many deliveries (`reorder`, `batch`: groups; `fail`, `hang`: attempts) it hits. @default 1 */
  times?: number;
  /** Only deliveries to this app. @default all; a group holds deliveries to one app */
  appId?: string;
  /** Only this event, like `echo` or `pass_thread_control`. @default all */
  event?: string;
  /** `delay`: ms of the sandbox's clock. */
  ms?: number;
  /** `reorder`, `batch`: size of a group, at most 1000. @default 2 */
  size?: number;
}

/** Faults on demand. They apply in the order in which they were set. */
export interface Faults {
  /** Sets a fault for calls; returns its undo. @throws {OptionError} A field is wrong. */
  calls(fault: CallFault): () => void;
  /** Sets a fault for deliveries; returns its undo. @throws {OptionError} A field is wrong. */
  deliveries(fault: DeliveryFault): () => void;
  /** Removes all faults. */
  clear(): void;
  /** The pending faults, as plain data. */
  list(): { calls: CallFault[]; deliveries: DeliveryFault[] };
}

/** The faults, with the calls by which the sandbox applies them. */
export interface FaultBook extends Faults {
  /** Finds the fault for this call and counts it down. */
  takeCall(call: { edge: string; appId: string | null }): CallFault | undefined;
  /** Finds the fault for this delivery and counts it down; faults that group are counted down by `endGroup`. */
  takeDelivery(delivery: { event: string; appId: string }): DeliveryFault | undefined;
  /** Finds the fault for this attempt and counts it down. */
  takeAttempt(delivery: { event: string; appId: string }): DeliveryFault | undefined;
  /** Counts down a fault that groups: its group is full, or is sent incomplete. */
  endGroup(fault: DeliveryFault): void;
  /** Index of a fault in the list for deliveries; -1 if it is used up. */
  placeOf(fault: DeliveryFault): number;
  /** The fault for deliveries at this index. */
  deliveryAt(place: number): DeliveryFault | undefined;
  /** Replaces all faults. @throws {OptionError} A field is wrong; then nothing changed. */
  restore(faults: { calls: readonly CallFault[]; deliveries: readonly DeliveryFault[] }): void;
}

/** Most updates in one POST (Graph API docs, Webhooks). */
const MAX_GROUP = 1000;
const MAX_FAULTS = 1000;
const callKinds = ['fail', 'delay', 'hangUp'];
const attemptKinds = ['fail', 'hang'];
const deliveryKinds = ['drop', 'duplicate', 'delay', 'reorder', 'batch', ...attemptKinds];

/** Creates an empty book of faults; `onChange` runs after every change of the pending faults. */
export function createFaults(onChange: () => void = () => undefined): FaultBook {
  let calls: CallFault[] = [];
  let deliveries: DeliveryFault[] = [];

  function find(
    { event, appId }: { event: string; appId: string },
    hits: (kind: string) => boolean,
  ): DeliveryFault | undefined {
    return deliveries.find((one) => hits(one.do) && fits(one.event, event) && fits(one.appId, appId));
  }

  return {
    calls(fault) {
      refuseTooMany(calls);
      checkCallFault(fault);
      const own = { ...fault, times: fault.times ?? 1 };
      calls.push(own);
      onChange();
      return () => {
        calls = calls.filter((one) => one !== own);
        onChange();
      };
    },
    deliveries(fault) {
      refuseTooMany(deliveries);
      checkDeliveryFault(fault);
      const own = { ...fault, times: fault.times ?? 1 };
      deliveries.push(own);
      onChange();
      return () => {
        deliveries = deliveries.filter((one) => one !== own);
        onChange();
      };
    },
    clear() {
      calls = [];
      deliveries = [];
      onChange();
    },
    list: () => ({ calls: calls.map((one) => ({ ...one })), deliveries: deliveries.map((one) => ({ ...one })) }),
    takeCall({ edge, appId }) {
      const fault = calls.find((one) => fits(one.edge, edge) && fits(one.appId, appId));
      if (!fault) return undefined;
      calls = countDown(calls, fault);
      onChange();
      return fault;
    },
    takeDelivery(delivery) {
      const fault = find(delivery, (kind) => !attemptKinds.includes(kind));
      if (!fault) return undefined;
      if (fault.do !== 'batch' && fault.do !== 'reorder') deliveries = countDown(deliveries, fault);
      // A group belongs to the app of its first delivery.
      else fault.appId ??= delivery.appId;
      onChange();
      return fault;
    },
    takeAttempt(delivery) {
      const fault = find(delivery, (kind) => attemptKinds.includes(kind));
      if (!fault) return undefined;
      deliveries = countDown(deliveries, fault);
      onChange();
      return fault;
    },
    endGroup(fault) {
      deliveries = countDown(deliveries, fault);
      onChange();
    },
    placeOf: (fault) => deliveries.indexOf(fault),
    deliveryAt: (place) => deliveries[place],
    restore(given) {
      given.calls.forEach(checkCallFault);
      given.deliveries.forEach(checkDeliveryFault);
      calls = given.calls.map((one) => ({ ...one }));
      deliveries = given.deliveries.map((one) => ({ ...one }));
      onChange();
    },
  };
}

/** @throws {OptionError} A field is wrong. */
export function checkCallFault(fault: CallFault): void {
  check('calls', fault, callKinds, ['do', 'times', 'edge', 'appId', 'applied', 'error', 'status', 'body', 'ms']);
  if (fault.error !== undefined) checkError(fault.error);
  if (fault.status !== undefined && !(Number.isInteger(fault.status) && fault.status >= 200 && fault.status <= 599)) {
    throw new OptionError('faults.calls: status must be an HTTP status from 200 to 599');
  }
}

const ERROR_TEXTS = ['message', 'type', 'userTitle', 'userMessage'] as const;

function checkError(error: CallFaultError): void {
  checkKnownKeys('faults.calls: error.', error, ['code', 'subcode', 'isTransient', ...ERROR_TEXTS]);
  if (!Number.isInteger(error.code)) throw new OptionError('faults.calls: error.code must be a whole number');
  if (error.subcode !== undefined && !Number.isInteger(error.subcode))
    throw new OptionError('faults.calls: error.subcode must be a whole number');
  for (const name of ERROR_TEXTS) {
    if (error[name] !== undefined && typeof error[name] !== 'string')
      throw new OptionError(`faults.calls: error.${name} must be a string`);
  }
  if (error.isTransient !== undefined && typeof error.isTransient !== 'boolean')
    throw new OptionError('faults.calls: error.isTransient must be true or false');
}

/** @throws {OptionError} A field is wrong. */
export function checkDeliveryFault(fault: DeliveryFault): void {
  check('deliveries', fault, deliveryKinds, ['do', 'times', 'appId', 'event', 'ms', 'size']);
  if (fault.size !== undefined && !(Number.isInteger(fault.size) && fault.size >= 2 && fault.size <= MAX_GROUP)) {
    throw new OptionError(`faults.deliveries: size must be a whole number from 2 to ${MAX_GROUP}`);
  }
}

function refuseTooMany(faults: readonly unknown[]): void {
  if (faults.length >= MAX_FAULTS) throw new RangeError(`at most ${MAX_FAULTS} faults at once; call faults.clear()`);
}

function fits(wanted: string | undefined, actual: string | null): boolean {
  return wanted === undefined || wanted === actual;
}

function countDown<T extends { times?: number }>(faults: T[], fault: T): T[] {
  fault.times = (fault.times ?? 1) - 1;
  return fault.times > 0 ? faults : faults.filter((one) => one !== fault);
}

function check(
  where: string,
  fault: CallFault | DeliveryFault,
  kinds: readonly string[],
  names: readonly string[],
): void {
  if (typeof fault !== 'object' || fault === null || !kinds.includes(fault.do)) {
    throw new OptionError(`faults.${where}: do must be one of ${kinds.join(', ')}`);
  }
  checkKnownKeys(`faults.${where}: `, fault, names);
  if (fault.times !== undefined && !(Number.isInteger(fault.times) && fault.times > 0)) {
    throw new OptionError(`faults.${where}: times must be a whole number from 1`);
  }
  for (const name of ['appId', 'body', 'edge', 'event']) {
    const value = (fault as unknown as Record<string, unknown>)[name];
    if (value !== undefined && typeof value !== 'string')
      throw new OptionError(`faults.${where}: ${name} must be a string`);
  }
  if (fault.do === 'delay' && !(typeof fault.ms === 'number' && fault.ms >= 0)) {
    throw new OptionError(`faults.${where}: a delay needs ms, a number from 0`);
  }
}
