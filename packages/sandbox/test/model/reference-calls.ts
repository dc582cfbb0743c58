import {
  type AppState,
  DAY_MS,
  echoLine,
  give,
  LEAD_ADS,
  letGo,
  notifyAll,
  notifyOne,
  type PageState,
  passLine,
  requestLine,
  speakerWhenIdle,
  type ThreadState,
  takeLine,
  WEEK_SECONDS,
} from './reference-page.ts';
import type { SendWith } from './steps.ts';

/** `ok`, or `code/subcode` of the refusal; a code without a subcode matches any subcode. */
export type Answer = string;

/** A call as the tables see it. */
export interface Call {
  readonly page: PageState;
  readonly thread: ThreadState;
  readonly caller: AppState;
}

const NO_SEND: Answer = '10/2018300';
const OWNS_ALREADY: Answer = '27/1893035';

/** The owner may pass to any connected app; any app may pass an idle thread. A Secondary's own target is ignored. */
export function pass({ page, thread, caller }: Call, named: string | undefined, metadata?: string): Answer {
  const isSecondary = page.routing === 'primary' && caller.id !== page.defaultApp;
  const to = isSecondary ? page.defaultApp : (named ?? (page.routing === 'on' ? page.defaultApp : undefined));
  if (to === undefined) return '100';
  if (thread.owner !== null && thread.owner !== caller.id) return '100/2018151';
  if (to !== page.inbox && !page.apps.some(({ id }) => id === to)) return '100/2018164';
  if (thread.owner === to) return '100';
  const from = thread.owner;
  give(page, thread, to);
  notifyOne(page, to, passLine(thread, from, to, metadata));
  return 'ok';
}

/** Routing on: by the toggle. Primary and Secondaries: the Primary always, others an idle thread. Off: never. */
export function take({ page, thread, caller }: Call, metadata?: string): Answer {
  const { owner } = thread;
  switch (page.routing) {
    case 'off':
      return page.platform === 'instagram' ? '27/2534123' : '27/2018464';
    case 'on':
      if (owner === caller.id) return OWNS_ALREADY;
      if (!caller.canTake) return '10';
      break;
    case 'primary':
      if (owner === caller.id) return caller.id === page.defaultApp ? 'ok' : OWNS_ALREADY;
      if (owner !== null && caller.id !== page.defaultApp) return '10';
      break;
  }
  seize(page, thread, caller.id, metadata);
  return 'ok';
}

/** Gives control to the taker and notifies the app that lost control. */
export function seize(page: PageState, thread: ThreadState, taker: string, metadata?: string): void {
  const { owner } = thread;
  give(page, thread, taker);
  if (owner !== null && owner !== taker) notifyOne(page, owner, takeLine(thread, owner, taker, metadata));
}

/** Routing off: grants an idle thread at once, else asks the owner. Roles: asks the Primary. Routing on: refused. */
export function request({ page, thread, caller }: Call, metadata?: string): Answer {
  if (page.routing === 'on') return '27';
  if (thread.owner === caller.id) return OWNS_ALREADY;
  if (page.routing === 'primary') {
    if (caller.id !== page.defaultApp) notifyOne(page, page.defaultApp, requestLine(thread, caller.id, metadata));
    return 'ok';
  }
  if (thread.owner === null) {
    give(page, thread, caller.id);
    notifyOne(page, caller.id, passLine(thread, null, caller.id, metadata));
  } else {
    notifyOne(page, thread.owner, requestLine(thread, caller.id, metadata));
  }
  return 'ok';
}

/** Only the owner may release; no app is notified. */
export function release({ thread, caller }: Call): Answer {
  if (thread.owner !== caller.id) return '100';
  letGo(thread);
  return 'ok';
}

/** Only the owner may extend, to at most a week from now. */
export function extend({ page, thread, caller }: Call, seconds: number): Answer {
  if (thread.owner !== caller.id || seconds > WEEK_SECONDS) return '100';
  thread.endsAt = page.now + seconds * 1000;
  return 'ok';
}

/** A message of an app: checks ownership, then the window; then applies `thread_control` or the tag. */
export function send(call: Call, sent: { label: string; with: SendWith; to: string | undefined }): Answer {
  const { page, thread, caller } = call;
  const tagged = sent.with === 'human agent';
  const takes = tagged && page.routing === 'on' && caller.canTake && caller.humanAgent && thread.owner !== caller.id;
  if (thread.owner === LEAD_ADS) return '10/2018321';
  if (!takes && !maySend(call)) return NO_SEND;
  if (tagged && !caller.humanAgent) return '10';
  const lasts = tagged ? 7 * DAY_MS : DAY_MS;
  if (thread.signAt === null || page.now - thread.signAt >= lasts) {
    return page.platform === 'instagram' ? '10/2534022' : '10/2018278';
  }
  if (sent.with === 'pass' || sent.with === 'release') {
    // If the pass fails, the call does nothing. So try the pass on a copy first, which notifies no app.
    const tried =
      sent.with === 'pass' ? pass({ ...call, page: { ...page, delivered: [] }, thread: { ...thread } }, sent.to) : 'ok';
    if (page.routing !== 'on') return '100';
    if (tried !== 'ok') return tried;
  }
  if (takes) seize(page, thread, caller.id);
  thread.begun = true;
  if (sent.with === 'button') thread.button = { payload: sent.label, app: caller.id };
  thread.sent.push({ label: sent.label, app: caller.id });
  notifyAll(page, thread, echoLine(page, thread, caller.id, sent.label));
  if (sent.with === 'pass') pass(call, sent.to);
  if (sent.with === 'release') letGo(thread);
  return 'ok';
}

function maySend({ page, thread, caller }: Call): boolean {
  if (thread.owner !== null) return thread.owner === caller.id;
  // With roles, Meta's documentation lets every app send in an idle thread.
  return page.routing !== 'on' || caller.id === page.defaultApp;
}

/** The answer of `thread_owner`: nothing for an idle thread; only the owner and the default app see the owner's id. */
export function ownerShown({ page, thread, caller }: Call): { app_id?: string; expiration: number } | undefined {
  const { owner, endsAt } = thread;
  if (owner === null || endsAt === null) return undefined;
  const expiration = Math.floor(endsAt / 1000);
  return owner === caller.id || caller.id === speakerWhenIdle(page) ? { app_id: owner, expiration } : { expiration };
}
