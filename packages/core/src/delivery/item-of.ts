import type { HandoverEvent } from '../events.ts';
import { observationOf, signOf } from '../ownership/registers.ts';
import type { Lanes } from '../thread/lanes.ts';
import { threadKey } from '../thread-key.ts';
import { isDashboardTest } from '../wire/event-base.ts';
import type { Item } from './delivery.ts';

/** What an event is received with. */
export interface Receipt {
  readonly appId: string;
  readonly lanes: Lanes;
  /** By Meta's clock, in ms. */
  readonly metaNow: number;
  readonly isForwarded: boolean;
}

/** Makes the item of an event, and takes its place in the lane of its thread. */
export function itemOf(event: HandoverEvent, { appId, lanes, metaNow, isForwarded }: Receipt): Item {
  const { platform, pageId, userId } = event;
  const id = `${appId}:${platform}:${event.id}`;
  // A dashboard test concerns no real thread, so it neither changes a record nor waits in a lane.
  if (userId === undefined || isDashboardTest(event)) {
    return { event, id, isForwarded, thread: undefined, observation: undefined, sign: undefined, place: undefined };
  }
  const thread = threadKey(appId, { platform, pageId, userId });
  const by = signOf(event);
  const sign = by === undefined ? undefined : { by, at: event.timestamp };
  const observation = observationOf(event, appId, metaNow);
  return { event, id, isForwarded, thread, observation, sign, place: lanes.enter(thread) };
}
