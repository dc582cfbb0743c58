import { seize } from './reference-calls.ts';
import {
  AI,
  type Arrival,
  DAY_MS,
  echoLine,
  give,
  LEAD_ADS,
  letGo,
  type PageState,
  passLine,
  requestLine,
  speakerWhenIdle,
  type ThreadState,
  takeLine,
  tellAll,
  tellOne,
} from './reference-page.ts';
import type { Side } from './steps.ts';

/** The person writes or taps: an idle thread goes where the entry point says, an owner's control is renewed. */
export function says(page: PageState, thread: ThreadState, label: string): void {
  const arrival = enter(page, thread);
  thread.written.push(label);
  tellAll(page, thread, `${thread.userId} message ${label}${viaOf(arrival)}`);
}

/** A tap reaches the app that sent the button, whoever owns; the others on standby see no payload. */
export function taps(page: PageState, thread: ThreadState): void {
  const { payload, app } = thread.button ?? { payload: 'START', app: undefined };
  const via = viaOf(enter(page, thread));
  const line = (shown: string): string => `${thread.userId} postback ${shown}${via}`;
  tellAll(page, thread, line(payload), { onStandby: line('-'), alwaysTo: app });
}

/** A reaction opens the window; it is no message. */
export function reacts(page: PageState, thread: ThreadState): void {
  thread.signAt = page.now;
  tellAll(page, thread, `${thread.userId} reaction love`);
}

/** A link or an ad is told with the first message, or where the thread has begun at once. */
export function arrives(page: PageState, thread: ThreadState, arrival: Arrival): void {
  thread.arrival = arrival;
  if (!thread.begun) return;
  enter(page, thread);
  tellAll(page, thread, `${thread.userId} referral${viaOf(arrival)}`);
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

/** A person answers in the inbox, and so owns the thread, in every mode. */
export function agentReplies(page: PageState, thread: ThreadState, label: string): void {
  seize(page, thread, page.inbox);
  pageSays(page, thread, page.inbox, label);
}

function pageSays(page: PageState, thread: ThreadState, app: string, label: string): void {
  thread.begun = true;
  thread.sent.push({ label, app });
  tellAll(page, thread, echoLine(page, thread, app, label));
}

/** The newest message of a side is taken back, which all hear of like of any message. Control stays where it is. */
export function takesBack(page: PageState, thread: ThreadState, side: Side): void {
  if (side === 'person') return void tellAll(page, thread, `${thread.userId} message unsent ${thread.written.pop()}`);
  const last = thread.sent.pop();
  if (last) tellAll(page, thread, echoLine(page, thread, last.app, `unsent ${last.label}`));
}

/** Meta's AI answers; the thread keeps its owner. */
export function aiSays(page: PageState, thread: ThreadState, label: string): void {
  pageSays(page, thread, AI.speaks, label);
}

/** Meta's AI takes the thread, in every mode; who lost it hears of it four times, in seconds. */
export function aiTakes(page: PageState, thread: ThreadState): void {
  const { owner } = thread;
  give(page, thread, AI.takes);
  if (owner === null || owner === AI.takes) return;
  const line = `${takeLine(thread, owner, AI.takes, 'axon_take_thread_control')} in seconds`;
  for (let time = 0; time < 4; time += 1) tellOne(page, owner, line);
}

/** "Done" gives up what the inbox owns: to nobody, with roles to the Primary. */
export function agentIsDone(page: PageState, thread: ThreadState): void {
  if (thread.owner !== page.inbox) return;
  letGo(thread);
  if (page.routing !== 'primary') return;
  give(page, thread, page.defaultApp);
  const line = passLine(thread, page.inbox, page.defaultApp, 'Pass thread control from Page Inbox');
  tellOne(page, page.defaultApp, line);
}

/** "Move to Main" takes control with routing on, and asks the Primary for it where there are roles. */
export function agentMovesToMain(page: PageState, thread: ThreadState): void {
  if (thread.owner === page.inbox) return;
  if (page.routing === 'on') seize(page, thread, page.inbox);
  if (page.routing === 'primary') tellOne(page, page.defaultApp, requestLine(thread, page.inbox));
}

/** A lead ad asks its questions, and owns the thread while it does. */
export function leadAdBegins(page: PageState, thread: ThreadState, to: string | undefined): void {
  thread.leadAd = { to };
  thread.signAt = page.now;
  give(page, thread, LEAD_ADS);
}

/** The questions are over: the thread goes to the chosen app, or to nobody, unless somebody else has it by now. */
export function leadAdEnds(page: PageState, thread: ThreadState, complete: boolean, label: string): void {
  const to = thread.leadAd?.to;
  thread.leadAd = undefined;
  if (complete) thread.signAt = page.now;
  if (thread.owner !== LEAD_ADS) return;
  letGo(thread);
  if (to === undefined) return;
  give(page, thread, to);
  const metadata = complete ? 'messenger_lead_gen_complete' : 'messenger_lead_gen_incomplete';
  tellOne(page, to, passLine(thread, LEAD_ADS, to, metadata));
  thread.begun = true;
  thread.written.push(label);
  tellAll(page, thread, `${thread.userId} message ${label}`);
}

/** Time goes on; control that has come to its end is nobody's, and nobody is told. */
export function timePasses(page: PageState, ms: number): void {
  page.now += ms;
  for (const thread of page.threads) if (thread.endsAt !== null && thread.endsAt <= page.now) letGo(thread);
}
