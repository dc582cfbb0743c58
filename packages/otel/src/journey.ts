/** The two ends of a handover, as attributes: few values each, and no id of a person. */
export interface Way {
  /** Who got the thread: `page`, `instagram` or `phone` for an inbox, else the app's id, or `unknown`. */
  readonly target: string;
  /** `bot`: this bot passed it. `take` and `pass`: another app took it, or passed it on. `observed`: seen afterwards. */
  readonly cause: string;
}

/** A thread that another app has, from the handover to its return: one value in the store. */
export interface Journey extends Way {
  /** When the other app got the thread, in ms since 1970. */
  readonly since: number;
  /** When the side that received it first acted. */
  readonly claimedAt?: number;
  /** When a person first wrote. */
  readonly repliedAt?: number;
}

/** What happens to a thread. `at`: when, in ms since 1970. */
export type Step =
  /** Another app owns the thread. */
  | ({ readonly kind: 'away'; readonly at: number } & Way)
  /** No other app owns it. `by`: see {@link Returned}. `isEnded`: only known is that the other app's control has ended. */
  | { readonly kind: 'back'; readonly at: number; readonly by: string }
  /** A person wrote. */
  | { readonly kind: 'reply'; readonly at: number };

/** Something to count. */
export type Measure =
  | ({ readonly of: 'handover' } & Way)
  | ({ readonly of: 'claim' | 'reply'; readonly ms: number } & Way)
  | Returned;

/** A return. `ms` is missing if it was not seen. */
export interface Returned extends Way {
  readonly of: 'return';
  readonly by: string;
  readonly isClaimed: boolean;
  readonly ms?: number;
}

/** A journey after a step, and what the step adds to the metrics. */
export interface Next {
  readonly journey: Journey | undefined;
  readonly measures: readonly Measure[];
}

/** Control lasts a day from the person's last message. Source: Messenger Platform docs, Conversation Routing. */
const CONTROL_LASTS_MS = 86_400_000;
/** Meta dates some events to the second: a reply of the second of the handover may seem to be older. */
const ROUGH_MS = 1_000;

/** What a step makes of a journey. Pure: the same step again adds nothing. */
export function next(journey: Journey | undefined, step: Step): Next {
  if (step.kind === 'away') return away(journey, step);
  if (journey === undefined) return { journey, measures: [] };
  return step.kind === 'reply' ? reply(journey, step.at) : back(journey, step);
}

function away(journey: Journey | undefined, { at, target, cause }: Extract<Step, { kind: 'away' }>): Next {
  if (journey === undefined) return begin({ since: at, target, cause });
  if (at <= journey.since) return { journey, measures: [] };
  if (cause === 'bot') {
    // This bot can only have passed what had come back: a process died before it could announce that.
    const began = begin({ since: at, target, cause });
    return { ...began, measures: [returned(journey, 'unseen'), ...began.measures] };
  }
  // From one app to another: the same handover, and an act of the side that received it.
  const moved = { ...journey, target: target === 'unknown' ? journey.target : target };
  return cause === 'observed' ? { journey: moved, measures: [] } : claim(moved, at);
}

function begin(journey: Journey): Next {
  const { target, cause, since } = journey;
  const handover: Measure = { of: 'handover', target, cause };
  // Who takes a thread has acted.
  const { journey: begun, measures } = cause === 'take' ? claim(journey, since) : { journey, measures: [] };
  return { journey: begun, measures: [handover, ...measures] };
}

function claim(journey: Journey, at: number): Next {
  if (journey.claimedAt !== undefined) return { journey, measures: [] };
  const { target, cause, since } = journey;
  return {
    journey: { ...journey, claimedAt: at },
    measures: [{ of: 'claim', target, cause, ms: Math.max(0, at - since) }],
  };
}

function reply(before: Journey, at: number): Next {
  if (before.repliedAt !== undefined || at + ROUGH_MS <= before.since) return { journey: before, measures: [] };
  const { journey, measures } = claim(before, at);
  const { target, cause, since } = before;
  const first: Measure = { of: 'reply', target, cause, ms: Math.max(0, at - since) };
  return { journey: { ...before, ...journey, repliedAt: at }, measures: [...measures, first] };
}

function back(before: Journey, { at, by }: Extract<Step, { kind: 'back' }>): Next {
  if (at < before.since) return { journey: before, measures: [] };
  const claimed = by === 'owner' ? claim(before, at) : { journey: before, measures: [] };
  const { since, repliedAt = since } = before;
  const lasted = by === 'done' && at - Math.max(since, repliedAt) >= CONTROL_LASTS_MS;
  const end = returned(claimed.journey ?? before, lasted ? 'expiry' : by, at - since);
  return { journey: undefined, measures: [...claimed.measures, end] };
}

function returned({ target, cause, claimedAt }: Journey, by: string, ms?: number): Returned {
  return { of: 'return', target, cause, by, isClaimed: claimedAt !== undefined, ...(ms === undefined ? {} : { ms }) };
}
