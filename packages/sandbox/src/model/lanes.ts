import { LEAD_ADS_APP_ID } from '../meta.ts';
import { type Control, idleSpeaker, type PageRules } from './page-rules.ts';

/** The array of `entry[]` an event travels in. */
export type Lane = 'messaging' | 'standby';

/**
 * Where an app sees what happens in a thread: the owner on `messaging`, the rest on `standby`; in an idle
 * thread the default app (the Primary) counts as the owner, and without one everybody gets `messaging`.
 * Null while the questions of a lead ad run: then no app sees anything.
 */
export function laneOf(page: PageRules, control: Control, appId: string): Lane | null {
  if (control.owner === LEAD_ADS_APP_ID) return null;
  const speaker = control.owner ?? idleSpeaker(page);
  return speaker === null || speaker === appId ? 'messaging' : 'standby';
}
