import type { HandoverEvent, PageReference } from '../events.ts';
import type { Warnings } from './warnings.ts';

/** Looks whether the messages that this bot sends come back as its own. */
export interface EchoWatch {
  /** Graph accepted a message of this bot. */
  sent(page: PageReference, mid: string | undefined): void;
  /** An event came in. */
  seen(event: HandoverEvent): void;
}

/** Messages whose other half may still come: the echo, or the answer to the call. */
const MOST_KEPT = 200;

/** Warns where the echo of an own message names another app than `appId`: the token of the client is that app's. */
export function echoWatch({ appId, warnings }: { readonly appId: string; readonly warnings: Warnings }): EchoWatch {
  const sentMids = new Set<string>();
  /** Message id to the app that its echo named. */
  const foreign = new Map<string, string>();

  function warn(page: PageReference, echoAppId: string): void {
    warnings.warn('foreign_echo', { page, fields: { appId, echoAppId } });
  }

  return {
    sent(page, mid) {
      if (mid === undefined) return;
      const echoAppId = foreign.get(mid);
      if (echoAppId !== undefined) warn(page, echoAppId);
      keep(sentMids, mid);
      sentMids.add(mid);
    },
    seen(event) {
      if (event.kind !== 'echo' || event.mid === undefined || event.appId === undefined) return;
      if (event.appId === appId) {
        sentMids.delete(event.mid);
        return;
      }
      if (sentMids.delete(event.mid)) {
        warn(event, event.appId);
        return;
      }
      // An echo may be faster than the answer to the call.
      keep(foreign, event.mid);
      foreign.set(event.mid, event.appId);
    },
  };
}

/** Makes room for one more: collections keep the order of insertion. */
function keep(kept: Map<string, unknown> | Set<string>, mid: string): void {
  const oldest = kept.keys().next();
  if (kept.size >= MOST_KEPT && !kept.has(mid) && oldest.done !== true) kept.delete(oldest.value);
}
