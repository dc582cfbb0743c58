import { expired, leadMetadata } from '../model/happenings.ts';
import { type Lane, laneOf } from '../model/lanes.ts';
import type { Change, ControlEvent } from '../model/outcome.ts';
import type { Named, NewEntry } from '../timeline/timeline-entry.ts';
import type { Delivery, Entry } from '../webhooks/delivery.ts';
import { entryAround, leadAdContext } from '../webhooks/entries.ts';
import { type ConversationEvent, controlItem, envelopeId, rolesItem } from '../webhooks/items.ts';
import { webhookOf } from '../webhooks/webhook-of.ts';
import type { PersonState } from './person-state.ts';
import type { World } from './world.ts';

/**
 * Collects the effects of one call or one action. State changes at once. The timeline entries and the deliveries wait,
 * because Meta answers a call before it sends the webhooks.
 */
export interface Effects {
  /** Sets the thread's new control and notifies the apps concerned. */
  change(person: PersonState, change: Change): void;
  /** Sends an event of the thread to every subscribed app, each on its current lane. */
  tell(person: PersonState, event: ConversationEvent): void;
  /** Sends every subscribed app a change of the page that is no event of a thread. Null: it is about no person of the page. */
  tellChange(person: Named | null, change: PageChange): void;
  /** Sends an app its role on the page (primary/secondary mode). */
  tellRole(appId: string, role: 'primary_receiver' | 'secondary_receiver'): void;
  /** Records the transitions in the timeline. */
  record(): void;
  /** Queues the deliveries. */
  send(): void;
}

/** A change of the page in the general form of Graph's webhooks. */
export interface PageChange {
  field: string;
  /** Its name in the timeline. */
  event: string;
  /** Time in ms; null: the entry has none. */
  time: number | null;
  value: Record<string, unknown>;
}

/** Starts collecting. */
export function collectEffects(world: World): Effects {
  const entries: NewEntry[] = [];
  const deliveries: { delivery: Delivery; lackedBy: 'page' | 'app' | null }[] = [];
  const { platform } = world.options;

  /** True if Meta would send to the app on this lane, not counting the subscribed fields. */
  function reaches(appId: string, lane: Lane): boolean {
    const app = world.apps.get(appId);
    if (!app?.subscribed) return false;
    if (app.callback === null && webhookOf(app.shared, platform.objectName) === null) return false;
    return lane === 'messaging' || world.routing !== 'on' || app.standby;
  }

  /** Queues a delivery, or the note that there is none because the app is not subscribed to the field. */
  function deliver(delivery: Omit<Delivery, 'page' | 'object'>): void {
    const lackedBy = fieldLackedBy(delivery.appId, delivery.field);
    deliveries.push({ delivery: { ...delivery, page: world.ref(), object: platform.objectName }, lackedBy });
  }

  /** The subscription that lacks the field: the app's on the page, or its own to the product. Meta needs both. */
  function fieldLackedBy(appId: string, field: string): 'page' | 'app' | null {
    const app = world.apps.get(appId);
    if (!app?.subscribedFields.includes(field)) return 'page';
    const fields = webhookOf(app.shared, platform.objectName)?.fields;
    return fields && !fields.includes(field) ? 'app' : null;
  }

  function tellControl(person: PersonState, event: ControlEvent, change: Change): void {
    const field = platform.fieldOf.handover;
    if (!reaches(event.to, 'messaging')) return;
    const time = world.stamp();
    const item = controlItem(world, person, event, time);
    const lane = platform.handoverLane(world.quirks);
    const entry: Entry = {
      ...(lane === 'changes'
        ? {
            id: envelopeId(world),
            time,
            changes: [{ field, value: { ...item, timestamp: Math.floor(time / 1000) } }],
          }
        : entryAround(world, person, { kind: 'handover', lane, time, item })),
      ...(change.cause === 'lead_ad' && event.kind === 'pass_thread_control'
        ? leadAdContext(world, event.metadata ?? leadMetadata(false))
        : {}),
    };
    const times = event.kind === 'take_thread_control' ? (event.times ?? 1) : 1;
    for (let made = 0; made < times; made += 1) {
      deliver({
        appId: event.to,
        lane,
        field,
        event: event.kind,
        person: { id: person.id, name: person.name },
        entries: [entry],
      });
    }
  }

  const effects: Effects = {
    change(person, change) {
      const from = person.control;
      const to = change.control;
      if (from.owner !== to.owner || from.expiresAt !== to.expiresAt) {
        person.control = to;
        watchExpiry(world, person);
        // Record a new owner and an extension, but not a renewal by the person's own message.
        if (from.owner !== to.owner || change.cause === 'extend') {
          entries.push({
            kind: 'transition',
            person: { id: person.id, name: person.name },
            owner: world.nameOwner(person),
            from: from.owner === null ? null : world.nameApp(from.owner),
            to: to.owner === null ? null : world.nameApp(to.owner),
            cause: change.cause,
            expiresAt: to.expiresAt,
          });
        }
        if (to.owner === world.inboxId) person.folder = 'main';
      }
      for (const event of change.events) tellControl(person, event, change);
    },
    tell(person, event) {
      const rules = world.rules();
      const control = world.control(person);
      const field = platform.fieldOf[event.kind];
      for (const app of world.apps.values()) {
        const byOwnership = laneOf(rules, control, app.id);
        const lane = byOwnership !== null && app.id === event.alwaysTo ? 'messaging' : byOwnership;
        if (lane === null || !reaches(app.id, lane)) continue;
        const item = lane === 'standby' && event.standbyItem ? event.standbyItem : event.item;
        deliver({
          appId: app.id,
          lane,
          field: lane === 'standby' ? 'standby' : field,
          event: event.kind,
          person: { id: person.id, name: person.name },
          entries: [entryAround(world, person, { kind: event.kind, lane, time: event.time, item })],
        });
      }
    },
    tellChange(person, { field, event, time, value }) {
      const seconds = time === null ? {} : { time: Math.floor(time / 1000) };
      const entry: Entry = { id: envelopeId(world), ...seconds, changes: [{ field, value }] };
      for (const app of world.apps.values()) {
        if (!reaches(app.id, 'messaging')) continue;
        const about = person ? { person: { id: person.id, name: person.name } } : {};
        deliver({ appId: app.id, lane: 'changes', field, event, ...about, entries: [entry] });
      }
    },
    tellRole(appId, role) {
      const field = platform.fieldOf.handover;
      if (!reaches(appId, 'messaging')) return;
      const time = world.stamp();
      deliver({
        appId,
        lane: 'messaging',
        field,
        event: 'app_roles',
        entries: [{ id: envelopeId(world), time, messaging: [rolesItem(world, appId, role, time)] }],
      });
    },
    record() {
      for (const entry of entries.splice(0)) world.timeline.add(entry);
    },
    send() {
      for (const { delivery, lackedBy } of deliveries.splice(0)) {
        if (lackedBy === null) world.dispatcher.enqueue(delivery);
        else world.dispatcher.reportUnsubscribed(delivery, lackedBy);
      }
    },
  };
  return effects;
}

/** Ends control that has expired. Does nothing for idle threads and for control that still lasts. */
export function expire(world: World, person: PersonState): void {
  const change = expired(person.control, world.clock.now());
  if (!change) return;
  const effects = collectEffects(world);
  effects.change(person, change);
  effects.record();
}

/** Sets the timer that ends control when it expires. */
export function watchExpiry(world: World, person: PersonState): void {
  world.clock.clearTimeout(person.expiryTimer);
  const { expiresAt } = person.control;
  person.expiryTimer =
    expiresAt === null ? undefined : world.clock.setTimeout(() => expire(world, person), expiresAt - world.clock.now());
}
