import type { DispatcherParts, WebhookTarget } from './dispatcher-parts.ts';

/** Watches how long an app's webhook has been failing. */
export interface Health {
  failed(target: WebhookTarget): void;
  worked(appId: string): void;
  clear(): void;
}

interface Illness {
  failures: number;
  timer: number;
}

/**
 * Switches an app's subscription off once its webhook failed for an hour without one success (Messenger
 * Platform docs, Webhooks); `onOff` forgets what still waits for it.
 */
export function createHealth(
  { clock, timeline, rules, disableAfterFailures }: DispatcherParts,
  onOff: (target: WebhookTarget) => void,
): Health {
  const ill = new Map<string, Illness>();

  function worked(appId: string): void {
    clock.clearTimeout(ill.get(appId)?.timer);
    ill.delete(appId);
  }

  function switchOff(target: WebhookTarget, detail: string): void {
    worked(target.id);
    target.subscribed = false;
    timeline.add({ kind: 'subscription', app: { id: target.id, name: target.name }, state: 'switched_off', detail });
    onOff(target);
  }

  return {
    failed(target) {
      // Late answers of deliveries that were under way when it was switched off, or unsubscribed.
      if (!target.subscribed) return;
      const illness = ill.get(target.id) ?? {
        failures: 0,
        timer: clock.setTimeout(() => {
          switchOff(target, 'its webhook failed for too long; subscribe the app anew');
        }, rules.switchOffAfterMs),
      };
      illness.failures += 1;
      ill.set(target.id, illness);
      const limit = disableAfterFailures();
      if (limit > 0 && illness.failures >= limit) {
        switchOff(target, `its webhook failed ${illness.failures} times in a row; subscribe the app anew`);
      }
    },
    worked,
    clear() {
      for (const appId of [...ill.keys()]) worked(appId);
    },
  };
}
