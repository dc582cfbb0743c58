import type { Named, PageRef } from '../timeline/timeline-entry.ts';
import type { DispatcherParts, WebhookTarget } from './dispatcher-parts.ts';

/** Watches how long an app's webhook has been failing. */
export interface Health {
  /** An attempt to deliver an event of this page failed. */
  failed(target: WebhookTarget, page: PageRef | null): void;
  worked(appId: string): void;
  /** How long an app's webhook has been failing; null: it works. */
  of(appId: string): Illness | null;
  /** All failing webhooks, by app id. */
  all(): Record<string, Illness>;
  /** Restores what `all` returned. */
  restore(illnesses: Readonly<Record<string, Illness>>): void;
  clear(): void;
}

/** How long an app's webhook has been failing. */
export interface Illness {
  /** Failed attempts in a row. */
  failures: number;
  /** When its subscription is switched off unless it recovers, in ms of the sandbox's clock. */
  switchOffAt: number;
}

/**
 * Switches an app's subscriptions off, on all its pages, after its webhook has failed for an hour without a success (Messenger Platform
 * docs, Webhooks). `onOff` drops the deliveries that still wait for the app.
 */
export function createHealth(
  { clock, timeline, rules, disableAfterFailures, isSubscribed, switchOff: unsubscribe, nameOf }: DispatcherParts,
  onOff: (target: Pick<WebhookTarget, 'id'>) => void,
): Health {
  const ill = new Map<string, Illness & { timer: number }>();

  function worked(appId: string): void {
    clock.clearTimeout(ill.get(appId)?.timer);
    ill.delete(appId);
  }

  function fallIll(appId: string, failures: number, switchOffAt: number): Illness {
    const timer = clock.setTimeout(() => {
      switchOff(nameOf(appId), 'its webhook failed for too long; subscribe the app again');
    }, switchOffAt - clock.now());
    const illness = { failures, switchOffAt, timer };
    ill.set(appId, illness);
    return illness;
  }

  function switchOff(target: Named, detail: string): void {
    worked(target.id);
    unsubscribe(target.id);
    timeline.add({ kind: 'subscription', app: { id: target.id, name: target.name }, state: 'switched_off', detail });
    onOff(target);
  }

  return {
    failed(target, page) {
      // A late answer to a delivery from before the app was switched off or unsubscribed.
      if (!isSubscribed(target.id, page)) return;
      const illness = ill.get(target.id) ?? fallIll(target.id, 0, clock.now() + rules.switchOffAfterMs);
      illness.failures += 1;
      const limit = disableAfterFailures(page);
      if (limit > 0 && illness.failures >= limit) {
        switchOff(target, `its webhook failed ${illness.failures} times in a row; subscribe the app again`);
      }
    },
    worked,
    of(appId) {
      const illness = ill.get(appId);
      return illness ? { failures: illness.failures, switchOffAt: illness.switchOffAt } : null;
    },
    all: () =>
      Object.fromEntries([...ill].map(([appId, { failures, switchOffAt }]) => [appId, { failures, switchOffAt }])),
    restore(illnesses) {
      for (const [appId, { failures, switchOffAt }] of Object.entries(illnesses)) fallIll(appId, failures, switchOffAt);
    },
    clear() {
      for (const appId of [...ill.keys()]) worked(appId);
    },
  };
}
