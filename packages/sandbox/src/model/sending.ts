import { CONTROL_LASTS_MS, DAY_MS, HUMAN_AGENT_WINDOW_MS, LEAD_ADS_APP_ID } from '../meta.ts';
import { pass, type Situation, takeEvents } from './control-calls.ts';
import { changed, type Outcome, refused } from './outcome.ts';
import { IDLE, idleSpeaker } from './page-rules.ts';
import type { Refusal } from './refusal.ts';
import { refusals, sendNotOwner, windowClosed } from './refusals.ts';

/** Message type and tag: they allow messages outside the standard window. */
export interface SendKind {
  tag?: string;
  messagingType?: string;
}

/**
 * Decides whether the caller may send now. The change is what sending itself does to control: nothing, or, with routing
 * on and the tag `HUMAN_AGENT`, a take by an app that has the feature and the toggle.
 */
export function mayWrite(situation: Situation, { tag }: SendKind): Outcome {
  const { page, control, caller, now } = situation;
  const rights = page.apps.get(caller);
  if (control.owner === caller) return changed(control, 'human_agent');
  if (control.owner === LEAD_ADS_APP_ID) return refused(refusals.leadFlow);
  if (tag === 'HUMAN_AGENT' && page.routing === 'on' && rights?.humanAgent && rights.canTake) {
    const taken = { owner: caller, expiresAt: now + CONTROL_LASTS_MS };
    return changed(taken, 'human_agent', takeEvents(page, control.owner, caller));
  }
  if (control.owner !== null) return refused(sendNotOwner(page));
  if (page.routing === 'on' && caller !== idleSpeaker(page)) return refused(sendNotOwner(page));
  return changed(control, 'human_agent');
}

/**
 * Refuses messages outside the messaging window (Messenger Platform docs, Send API): 24 hours after the person's last
 * sign, or seven days with a tag that allows it. Utility messages have no window.
 */
export function checkWindow(
  { page, caller, now }: Situation,
  { tag, messagingType }: SendKind,
  lastSignAt: number | null,
): Refusal | null {
  if (tag === 'HUMAN_AGENT' && !page.apps.get(caller)?.humanAgent) return refusals.humanAgentFeature;
  if (!page.quirks.checkWindow || messagingType === 'UTILITY') return null;
  const lengthMs = tag === 'HUMAN_AGENT' || tag === 'CUSTOMER_FEEDBACK' ? HUMAN_AGENT_WINDOW_MS : DAY_MS;
  return lastSignAt !== null && now - lastSignAt < lengthMs ? null : windowClosed(page);
}

/** The Send API's `thread_control`, decided before the message is sent, so that a refused call does nothing at all. */
export function controlAfterSend(
  situation: Situation,
  { controlType, appId }: { controlType?: string; appId?: string },
): Outcome {
  const { page, control, caller } = situation;
  if (page.routing !== 'on') return refused(refusals.sendControlRoutingOff);
  if (controlType === 'pass') return pass(situation, appId);
  // Without a control_type the call counts as a release (Messenger Platform docs, Conversation Routing).
  return control.owner === caller || control.owner === null ? changed(IDLE, 'release') : refused(sendNotOwner(page));
}
