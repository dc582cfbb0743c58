import { LEAD_ADS_APP_ID } from '../meta.ts';
import { type Control, idleSpeaker, type PageRules } from './page-rules.ts';

/** The array of `entry[]` that carries an event. */
export type Lane = 'messaging' | 'standby';

/**
 * The lane of an app in a thread: `messaging` for the owner, `standby` for the others. In an idle thread the default
 * app (the Primary) counts as the owner; without one, every app gets `messaging`. Null while a lead ad asks its
 * questions: then no app gets events.
 */
export function laneOf(page: PageRules, control: Control, appId: string): Lane | null {
  if (control.owner === LEAD_ADS_APP_ID) return null;
  const speaker = control.owner ?? idleSpeaker(page);
  return speaker === null || speaker === appId ? 'messaging' : 'standby';
}
