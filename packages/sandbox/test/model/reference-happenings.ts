import { seize } from './reference-calls.ts';
import {
  AI,
  type Arrival,
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
} from './reference-page.ts';
import type { Side } from './steps.ts';

/** The person writes: an idle thread goes to the app of the entry point; an owner's control is renewed. */
export function says(page: PageState, thread: ThreadState, label: string): void {
  const arrival = enter(page, thread);
  thread.written.push(label);
  notifyAll(page, thread, `${thread.userId} message ${label}${viaOf(arrival)}`);
}

/** A tap reaches the app that sent the button, even if another app owns; apps on standby see no payload. */
export function taps(page: PageState, thread: ThreadState): void {
  const { payload, app } = thread.button ?? { payload: 'START', app: undefined };
  const via = viaOf(enter(page, thread));
  const line = (shown: string): string => `${thread.userId} postback ${shown}${via}`;
  notifyAll(page, thread, line(payload), { onStandby: line('-'), alwaysTo: app });
}

/** A reaction opens the window, but is not a message. */
export function reacts(page: PageState, thread: ThreadState): void {
  thread.signAt = page.now;
  notifyAll(page, thread, `${thread.userId} reaction love`);
}

/** A link or an ad is delivered with the first message; if the thread has begun already, at once. */
export function arrives(page: PageState, thread: ThreadState, arrival: Arrival): void {
  thread.arrival = arrival;
  if (!thread.begun) return;
  enter(page, thread);
  notifyAll(page, thread, `${thread.userId} referral${viaOf(arrival)}`);
}

function enter(page: PageState, thread: ThreadState): Arrival | undefined {
  const { arrival } = thread;
  thread.arrival = undefined;
  thread.begun = true;
  thread.signAt = page.now;
  if (thread.owner !== null) {
    thread.endsAt = Math.max(thread.endsAt ?? 0, page.now + DAY_MS);
    return arrival;
  }
  const owner = entryApp(page, arrival);
  if (owner === null) return arrival;
  const { isAd = false, days = 1 } = arrival ?? {};
  give(page, thread, owner, isAd && days >= 1 && days <= 30 ? days : 1);
  return arrival;
}

/** Links count with routing on, ads unless there are roles. */
function entryApp(page: PageState, arrival: Arrival | undefined): string | null {
  const counts = arrival?.isAd === true ? page.routing !== 'primary' : page.routing === 'on';
  return (counts ? arrival?.app : undefined) ?? speakerWhenIdle(page);
}

function viaOf(arrival: Arrival | undefined): string {
  return arrival === undefined ? '' : ` via ${arrival.named}`;
}

/** A human agent answers in the inbox, so the inbox owns the thread, in every mode. */
export function agentReplies(page: PageState, thread: ThreadState, label: string): void {
  seize(page, thread, page.inbox);
  pageSays(page, thread, page.inbox, label);
}

function pageSays(page: PageState, thread: ThreadState, app: string, label: string): void {
  thread.begun = true;
  thread.sent.push({ label, app });
  notifyAll(page, thread, echoLine(page, thread, app, label));
}

/** One side unsends its newest message. Apps are notified as for any message. Control does not change. */
export function takesBack(page: PageState, thread: ThreadState, side: Side): void {
  if (side === 'person') return void notifyAll(page, thread, `${thread.userId} message unsent ${thread.written.pop()}`);
  const last = thread.sent.pop();
  if (last) notifyAll(page, thread, echoLine(page, thread, last.app, `unsent ${last.label}`));
}

/** Meta's AI answers; the thread keeps its owner. */
export function aiSays(page: PageState, thread: ThreadState, label: string): void {
  pageSays(page, thread, AI.speaks, label);
}

/** Meta's AI takes the thread, in every mode; the app that lost it gets the event four times, with seconds. */
export function aiTakes(page: PageState, thread: ThreadState): void {
  const { owner } = thread;
  give(page, thread, AI.takes);
  if (owner === null || owner === AI.takes) return;
  const line = `${takeLine(thread, owner, AI.takes, 'axon_take_thread_control')} in seconds`;
  for (let time = 0; time < 4; time += 1) notifyOne(page, owner, line);
}

/** "Done" ends the inbox's control: the thread becomes idle, or with roles goes to the Primary. */
export function agentIsDone(page: PageState, thread: ThreadState): void {
  if (thread.owner !== page.inbox) return;
  letGo(thread);
  if (page.routing !== 'primary') return;
  give(page, thread, page.defaultApp);
  const line = passLine(thread, page.inbox, page.defaultApp, 'Pass thread control from Page Inbox');
  notifyOne(page, page.defaultApp, line);
}

/** "Move to Main" takes control with routing on, and requests it from the Primary with roles. */
export function agentMovesToMain(page: PageState, thread: ThreadState): void {
  if (thread.owner === page.inbox) return;
  if (page.routing === 'on') seize(page, thread, page.inbox);
  if (page.routing === 'primary') notifyOne(page, page.defaultApp, requestLine(thread, page.inbox));
}

/** A lead ad owns the thread while it asks its questions. */
export function leadAdBegins(page: PageState, thread: ThreadState, to: string | undefined): void {
  thread.leadAd = { to };
  thread.signAt = page.now;
  give(page, thread, LEAD_ADS);
}

/** The questions end: the thread goes to the chosen app or becomes idle, unless another app owns it by now. */
export function leadAdEnds(page: PageState, thread: ThreadState, complete: boolean, label: string): void {
  const to = thread.leadAd?.to;
  thread.leadAd = undefined;
  if (complete) thread.signAt = page.now;
  if (thread.owner !== LEAD_ADS) return;
  letGo(thread);
  if (to === undefined) return;
  give(page, thread, to);
  const metadata = complete ? 'messenger_lead_gen_complete' : 'messenger_lead_gen_incomplete';
  notifyOne(page, to, passLine(thread, LEAD_ADS, to, metadata));
  thread.begun = true;
  thread.written.push(label);
  notifyAll(page, thread, `${thread.userId} message ${label}`);
}

/** Time passes. Threads with expired control become idle, and no app is notified. */
export function timePasses(page: PageState, ms: number): void {
  page.now += ms;
  for (const thread of page.threads) if (thread.endsAt !== null && thread.endsAt <= page.now) letGo(thread);
}
