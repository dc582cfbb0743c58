// All rules of takeback: given a state and an event, the next state and the task to do. No I/O, no clock.
import type { TakebackFailure } from './events.ts';
import type { Active, In, State, Why } from './state.ts';
import type { Found, HolderEvent, Rules, Sighting, Step, TakebackEvent } from './steps.ts';

/** How long a lease lasts unless it is renewed, in ms. */
export const LEASE_MS = 10_000;
/** How long to retry before the failure is reported: as long as core retries a failing event. */
const RETRY_FOR_MS = 600_000;
/**
 * Meta's clock may run ahead of ours. Without this cap, a sign from the far future would block the takeback forever.
 */
const MOST_AHEAD_MS = 60_000;
/** A reply that takes the thread may be dated up to this much before the take. No person answers a hand-over faster. */
const SLACK_MS = 1_000;

/** Applies `event` to `state` at the time `now`. */
export function next(state: State, event: TakebackEvent, now: number, rules: Rules): Step {
  switch (event.kind) {
    case 'owned':
      return owned(state, event.by, event.isWanted, rules);
    case 'gone':
      return gone(state, event.owner, now);
    case 'sign':
      return signed(state, Math.min(event.atMs, now + MOST_AHEAD_MS), rules);
    case 'limits': {
      const { limits: _before, ...rest } = state;
      const limited: State = Object.keys(event.limits).length === 0 ? rest : { ...rest, limits: event.limits };
      return isRunning(limited) ? timed(limited, rules) : { state: limited };
    }
    case 'cancelled':
      return isRunning(state) ? { state: left(state, { why: 'cancelled' }), timer: 'off' } : { state };
    case 'rang':
      return isActive(state) ? rang(state, event.token, now, rules) : { state };
    default:
      return isActive(state) && state.lease?.token === event.token ? worked(state, event, now, rules) : { state };
  }
}

/** When the thread will come back if nothing changes, in ms; `undefined` if it is not due to come back. */
export function dueAt(state: State, rules: Rules): number | undefined {
  return state.kind === 'waiting' || state.kind === 'taking' ? deadlineOf(state, rules) : undefined;
}

/** Another app owns the thread. */
function owned(state: State, by: Sighting, isWanted: boolean | undefined, rules: Rules): Step {
  if (state.kind === 'unowned' || isNew(state, by)) {
    if (isWanted === undefined) return { state, task: { do: 'askOnly', by } };
    const fresh = waiting(state, by);
    return isWanted ? timed(fresh, rules) : { state: left(fresh, { why: 'unwanted' }), timer: 'off' };
  }
  // A redelivery: the process that handled it first may have died before it set the timer.
  if (state.appId !== undefined || by.appId === undefined) return timed(state, rules);

  const named = { ...state, appId: by.appId };
  const isUnwanted = named.kind === 'left' && named.why === 'unwanted';
  if (named.kind !== 'waiting' && named.kind !== 'taking' && !isUnwanted) return timed(named, rules);
  if (isWanted === undefined) return { state, task: { do: 'askOnly', by } };
  // A machine that is bringing the thread back loses its lease here.
  if (!isWanted) return { state: left(named, { why: 'unwanted' }), timer: 'off' };
  return timed(isUnwanted ? waiting(named, named) : named, rules);
}

/** Whether this is a different owner, or the same owner in a later ownership. */
function isNew(state: Exclude<State, In<'unowned'>>, { appId, sinceMs, isDated }: Sighting): boolean {
  return (state.appId !== undefined && state.appId !== appId) || (isDated && sinceMs > state.sinceMs);
}

function gone(state: State, owner: 'self' | 'idle', now: number): Step {
  // The holder of the lease finds this out itself. If it died, the next timer does.
  if (state.kind === 'unowned' || leaseOf(state) !== undefined) return { state };
  if (owner === 'idle' || !isExpected(state)) return { state: unowned(state), timer: 'off' };
  return { state: state.kind === 'back' ? state : back(state), timer: now };
}

/** Whether takeback acted on the thread: if this app owns it now, takeback brought it back. */
function isExpected(state: State): state is In<'taking' | 'asked' | 'back'> {
  return state.kind === 'taking' || state.kind === 'asked' || state.kind === 'back';
}

function signed(state: State, at: number, rules: Rules): Step {
  // A redelivery: the process that handled it first may have died before it set the timer.
  if (state.signMs === at && leaseOf(state) === undefined) return timed(state, rules);
  if ((state.signMs ?? 0) >= at) return { state };
  const heard = { ...state, signMs: at };
  // The store may have been down when the owner was announced.
  if (heard.kind === 'unowned') return { state: heard, task: { do: 'follow' } };
  if (heard.kind === 'left' && heard.why === 'failed' && at > heard.failedMs) {
    return timed(waiting(heard, heard), rules);
  }
  // Only an earlier deadline needs a new timer. A later deadline is found when the present timer fires.
  const [before, after] = [dueAt(state, rules), dueAt(heard, rules)];
  const isSooner = before !== undefined && after !== undefined && after < before;
  return { state: heard, timer: isSooner ? after : undefined };
}

function rang(state: Active, token: string, now: number, rules: Rules): Step {
  const wakeMs = wakeAt(state, rules);
  if (wakeMs !== undefined && wakeMs > now) return { state, timer: wakeMs };
  const leased = leasedBy(state, token, now);
  return leased.kind === 'back' ? announcing(leased) : { state: leased, task: { do: 'lookUp' } };
}

/** Applies an event of the lease's holder. */
function worked(state: Active, event: HolderEvent, now: number, rules: Rules): Step {
  if (event.kind === 'renewed') return { state: leasedBy(state, event.token, now) };
  if (state.kind === 'back') {
    if (event.kind === 'announced') return { state: unowned(state), task: { do: 'follow' } };
    // The thread is back, so the takeback can no longer fail: retry the announcement.
    const { lease: _over, ...rest } = state;
    return event.kind === 'failed' ? { state: rest, task: { do: 'retry' } } : { state };
  }
  switch (event.kind) {
    case 'found':
      return found(state, event.owner, rules);
    case 'read':
      return state.kind === 'asked' ? { state } : read(state, event.reply, now, rules);
    case 'regained':
      return state.kind === 'taking' ? announcing(back(state, state.lease)) : { state };
    case 'requested':
      if (state.kind !== 'taking') return { state };
      return timed({ ...under(state, state), kind: 'asked', askedMs: now }, rules);
    case 'reported': {
      // A person may have answered after the owner was asked.
      const failedMs = state.kind === 'asked' ? state.askedMs : now;
      if ((state.signMs ?? 0) > failedMs) return timed(waiting(state, state), rules);
      return { state: left(state, { why: 'failed', failedMs }) };
    }
    case 'failed': {
      const failingMs = state.failingMs ?? now;
      const reason = event.reason ?? (now - failingMs >= RETRY_FOR_MS ? 'error' : undefined);
      if (reason !== undefined) return reporting(state, reason);
      const { lease: _over, ...rest } = state;
      return { state: { ...rest, failingMs }, task: { do: 'retry' } };
    }
    default:
      return { state };
  }
}

function found(state: In<'waiting' | 'taking' | 'asked'>, owner: Found, rules: Rules): Step {
  if (owner === 'self' && isExpected(state)) return announcing(back(state, state.lease));
  if (owner === 'self' || owner === 'idle') return { state: unowned(state) };
  if (owner !== 'unknown' && isNew(state, owner)) return owned(state, owner, undefined, rules);
  if (state.kind === 'asked') return reporting(state, 'not_granted');
  return { state, task: { do: 'read', sinceMs: state.sinceMs } };
}

/** Checks for replies once more and decides on the take in the same step. A later sign comes too late. */
function read(state: In<'waiting' | 'taking'>, reply: number | 'blind' | undefined, now: number, rules: Rules): Step {
  if (reply === 'blind') return reporting(state, 'blind');
  const heard = reply === undefined ? state : { ...state, signMs: Math.max(state.signMs ?? 0, reply) };
  if (deadlineOf(heard, rules) > now) return timed(waiting(heard, heard), rules);
  return { state: { ...heard, kind: 'taking' }, task: { do: 'regain' } };
}

/**
 * Sets `isSaid` before the message is sent. If the process dies in between, the message is lost, but never sent twice.
 */
function announcing(state: In<'back'>): Step {
  return { state: { ...state, isSaid: true }, task: { do: 'announce', ...about(state), isSaid: state.isSaid } };
}

function reporting(state: Active, reason: TakebackFailure): Step {
  return { state, task: { do: 'report', ...about(state), reason } };
}

function about(state: Active): { readonly appId?: string; readonly claimed: boolean } {
  return { ...(state.appId !== undefined ? { appId: state.appId } : {}), claimed: isClaimed(state) };
}

function timed(state: State, rules: Rules): Step {
  return { state, timer: wakeAt(state, rules) };
}

/** When the timer must fire next, in ms. */
function wakeAt(state: State, rules: Rules): number | undefined {
  if (!isActive(state)) return undefined;
  // When the lease expires, its holder has died.
  if (state.lease !== undefined) return state.lease.untilMs;
  if (state.kind === 'back') return 0;
  return state.kind === 'asked' ? state.askedMs + rules.grantWithinMs : deadlineOf(state, rules);
}

function deadlineOf(state: Active, rules: Rules): number {
  const afterMs = state.limits?.afterMs ?? rules.afterMs;
  const unclaimedAfterMs = state.limits?.unclaimedAfterMs ?? rules.unclaimedAfterMs ?? afterMs;
  if (!isClaimed(state)) return state.sinceMs + unclaimedAfterMs;
  return Math.max(state.sinceMs, state.signMs ?? 0) + afterMs;
}

/** Whether a person has answered under the present owner. */
function isClaimed({ signMs, sinceMs }: Active): boolean {
  return signMs !== undefined && signMs >= sinceMs - SLACK_MS;
}

function isActive(state: State): state is Active {
  return state.kind !== 'unowned' && state.kind !== 'left';
}

/** The lease on a thread, held or expired. */
export function leaseOf(state: State): Active['lease'] {
  return isActive(state) ? state.lease : undefined;
}

function leasedBy(state: Active, token: string, now: number): Active {
  return { ...state, lease: { token, untilMs: now + LEASE_MS } };
}

/** Whether the clock runs and no machine holds the lease. */
function isRunning(state: State): state is In<'waiting' | 'taking'> {
  return (state.kind === 'waiting' || state.kind === 'taking') && state.lease === undefined;
}

function unowned({ signMs, limits }: State): In<'unowned'> {
  return { kind: 'unowned', ...(signMs !== undefined ? { signMs } : {}), ...(limits !== undefined ? { limits } : {}) };
}

/** The facts that a new state under this owner starts with: those of the thread and its owner, nothing else. */
function under(state: State, { appId, sinceMs }: Pick<Sighting, 'appId' | 'sinceMs'>): Omit<In<'waiting'>, 'kind'> {
  return { ...unowned(state), sinceMs, ...(appId !== undefined ? { appId } : {}) };
}

function waiting(state: State, by: Pick<Sighting, 'appId' | 'sinceMs'>): In<'waiting'> {
  return { ...under(state, by), kind: 'waiting' };
}

function back(state: Active, lease?: Active['lease']): In<'back'> {
  return { ...under(state, state), kind: 'back', isSaid: false, ...(lease !== undefined ? { lease } : {}) };
}

function left(state: Exclude<State, In<'unowned'>>, why: Why): In<'left'> {
  return { ...under(state, state), kind: 'left', ...why };
}
