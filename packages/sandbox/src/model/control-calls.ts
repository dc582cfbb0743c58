import { CONTROL_LASTS_MS, MAX_EXTENSION_SECONDS } from '../meta.ts';
import { changed, type Outcome, refused, withMetadata } from './outcome.ts';
import { type Control, IDLE, idleSpeaker, isConnected, type PageRules } from './page-rules.ts';
import { passNotOwner, refusals, takeRoutingOff } from './refusals.ts';

/** The input of every rule: the page, the thread's current control, the calling app and the time in ms. */
export interface Situation {
  page: PageRules;
  control: Control;
  /** App id behind the token. */
  caller: string;
  now: number;
}

/** `pass_thread_control`: the owner to any connected app, or anyone while the thread is idle. */
export function pass(situation: Situation, target: string | undefined, metadata?: string): Outcome {
  const { page, control, caller, now } = situation;
  const to = passTarget(page, caller, target);
  if (to === undefined) return refused(refusals.targetRequired);
  if (control.owner !== null && control.owner !== caller) return refused(passNotOwner(page));
  if (!isConnected(page, to)) return refused(refusals.badTarget);
  if (control.owner === to) return refused(refusals.passToSelf);
  return changed({ owner: to, expiresAt: now + CONTROL_LASTS_MS }, 'pass', [
    { kind: 'pass_thread_control', to, previousOwner: control.owner, newOwner: to, ...withMetadata(metadata) },
  ]);
}

/** Target of a pass. A Secondary's own target is ignored: it can pass only to the Primary. */
function passTarget(page: PageRules, caller: string, target: string | undefined): string | undefined {
  if (page.routing === 'on') return target ?? page.defaultApp ?? undefined;
  if (page.routing === 'primary' && page.defaultApp !== null && caller !== page.defaultApp) return page.defaultApp;
  return target;
}

/** `take_thread_control`: with routing on by toggle, in the primary mode by the Primary (anyone while idle). */
export function take(situation: Situation, metadata?: string): Outcome {
  const { page, control, caller, now } = situation;
  if (page.routing === 'off') return refused(takeRoutingOff(page));
  const isPrimary = page.routing === 'primary' && caller === page.defaultApp;
  if (control.owner === caller) {
    // The old protocol answered its Primary with success. Nothing changes, and no app is notified.
    return isPrimary || page.quirks.takeWhenOwner === 'success'
      ? changed(control, 'take')
      : refused(refusals.alreadyOwner);
  }
  if (page.routing === 'on' && !page.apps.get(caller)?.canTake) return refused(refusals.takeNotAllowed);
  if (page.routing === 'primary' && !isPrimary && control.owner !== null) return refused(refusals.takeNotPrimary);
  return changed(
    { owner: caller, expiresAt: now + CONTROL_LASTS_MS },
    'take',
    takeEvents(page, control.owner, caller, metadata),
  );
}

/** The events of a take: for the app that lost control, or for every app but the taker. */
export function takeEvents(
  page: PageRules,
  loser: string | null,
  winner: string,
  metadata?: string,
): { kind: 'take_thread_control'; to: string; previousOwner: string; newOwner: string; metadata?: string }[] {
  if (loser === null || loser === winner) return [];
  const audience = page.quirks.takeAudience === 'all' ? [...page.apps.keys()].filter((id) => id !== winner) : [loser];
  return audience.map((to) => ({
    kind: 'take_thread_control',
    to,
    previousOwner: loser,
    newOwner: winner,
    ...withMetadata(metadata),
  }));
}

/** `request_thread_control`: asks the owner (the Primary); granted at once only on an idle thread with routing off. */
export function request(situation: Situation, metadata?: string): Outcome {
  const { page, control, caller, now } = situation;
  if (page.routing === 'on') return refused(refusals.requestRoutingOn);
  if (control.owner === caller) return refused(refusals.alreadyOwner);
  const granted = { owner: caller, expiresAt: now + CONTROL_LASTS_MS };
  const grant = (): Outcome =>
    changed(granted, 'request', [
      {
        kind: 'pass_thread_control',
        to: caller,
        previousOwner: control.owner,
        newOwner: caller,
        ...withMetadata(metadata),
      },
    ]);
  if (control.owner === page.inboxId && page.quirks.inboxGrantsRequests) return grant();
  const primary = idleSpeaker(page);
  if (control.owner === null && primary === null) return grant();
  const asked = primary ?? control.owner;
  // No app is above the Primary. If the Primary asks, the call succeeds without effect.
  if (asked === null || asked === caller) return changed(control, 'request');
  return changed(control, 'request', [
    { kind: 'request_thread_control', to: asked, requestedOwner: caller, ...withMetadata(metadata) },
  ]);
}

/** `release_thread_control`: the owner only; no app is notified. */
export function release({ control, caller }: Situation): Outcome {
  return control.owner === caller ? changed(IDLE, 'release') : refused(refusals.releaseNotOwner);
}

/** `extend_thread_control`: the owner only, up to seven days from now. */
export function extend({ control, caller, now }: Situation, durationSeconds: number): Outcome {
  if (durationSeconds > MAX_EXTENSION_SECONDS) return refused(refusals.extendTooLong);
  if (control.owner !== caller) return refused(refusals.extendNotOwner);
  return changed({ owner: caller, expiresAt: now + durationSeconds * 1000 }, 'extend');
}

/** What `thread_owner` shows the caller: null when idle; without `appId` to a bystander. */
export function ownerView({ page, control, caller }: Situation): { appId?: string; expirationSeconds: number } | null {
  if (control.owner === null || control.expiresAt === null) return null;
  const expirationSeconds = Math.floor(control.expiresAt / 1000);
  const mayKnow = control.owner === caller || caller === idleSpeaker(page) || page.quirks.ownerVisibility === 'full';
  return mayKnow ? { appId: control.owner, expirationSeconds } : { expirationSeconds };
}
