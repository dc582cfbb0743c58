import { checkKnownKeys, kindOf } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import { plainCopy } from '../plain-copy.ts';
import type { World } from '../state/world.ts';
import { textOf } from '../text-of.ts';
import type { DeliveryEntry, Named } from '../timeline/timeline-entry.ts';
import type { Delivery, Entry } from './delivery.ts';
import { envelopeId } from './items.ts';
import { testSample } from './test-samples.ts';
import { webhookOf } from './webhook-of.ts';

/** Keys of an entry that describe the entry itself and are not its content. */
const OWN_KEYS = ['id', 'uid', 'time', 'hop_context', 'changed_fields', 'sender', 'recipient', 'timestamp'];

/** Entries for `sandbox.deliver`. */
export type GivenEntries = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];

/**
 * Queues entries for one app, whatever its subscriptions.
 *
 * @throws {OptionError} There is no such app, it has no webhook, or JSON cannot hold the entries.
 */
export function deliverByHand(world: World, appId: string, given: GivenEntries, options: { object?: string }): void {
  checkKnownKeys('deliver: ', options, ['object']);
  world.checkPresent();
  const app = world.apps.get(appId);
  if (!app) throw new OptionError(`there is no app with this id; apps are ${[...world.apps.keys()].join(', ')}`);
  const { object = world.options.platform.objectName } = options;
  if (options.object !== undefined && typeof options.object !== 'string') {
    throw new OptionError(`deliver: object must be a string (got ${kindOf(options.object)})`);
  }
  if (webhookOf(app.shared, object) === null) {
    throw new OptionError(`deliver: app ${appId} has no webhook; set one with setWebhook(appId, { url })`);
  }
  const entries = plainEntries(given).map((entry) => filledIn(world, entry));
  world.outbox.reserve()(() =>
    world.dispatcher.enqueue({
      appId,
      page: world.ref(),
      object,
      ...carriedBy(entries[0] ?? {}),
      ...personIn(world, entries[0] ?? {}),
      entries,
    }),
  );
}

/**
 * Presses the Test button of an app's dashboard for one field: sends its sample in `changes`, with entry id `0`.
 *
 * @throws {OptionError} There is no such app or field, or the app has no webhook.
 */
export async function pressTestButton(world: World, appId: string, field: string): Promise<DeliveryEntry> {
  const { platform } = world.options;
  world.checkPresent();
  if (!world.apps.has(appId)) {
    throw new OptionError(`there is no app with this id; apps are ${[...world.apps.keys()].join(', ')}`);
  }
  if (!platform.fields.includes(field))
    throw new OptionError(`testButton: ${String(field)} is no field of ${platform.name}`);
  // Entries with changes have their time in seconds.
  const entry: Entry = {
    id: '0',
    time: Math.floor(world.clock.now() / 1000),
    changes: [{ field, ...testSample(platform, field) }],
  };
  const whose = { appId, page: world.ref(), object: platform.objectName };
  return world.dispatcher.sendOnce({ ...whose, lane: 'changes', field, event: 'test', entries: [entry] }, 'testButton');
}

function plainEntries(given: GivenEntries): Record<string, unknown>[] {
  const entries = plainCopy('deliver', Array.isArray(given) ? given : [given]) as unknown[];
  const wrong = entries.find((entry) => kindOf(entry) !== 'an object');
  if (wrong !== undefined) throw new OptionError(`deliver: an entry must be an object (got ${kindOf(wrong)})`);
  return entries as Record<string, unknown>[];
}

/** The entry with the page's id and a time unless it has its own; null leaves them out. */
function filledIn(world: World, entry: Record<string, unknown>): Entry {
  const { id = envelopeId(world), time = timeOf(world, entry), ...rest } = entry;
  return { ...(id === null ? {} : { id }), ...(time === null ? {} : { time }), ...rest };
}

function timeOf(world: World, { changes }: Record<string, unknown>): number {
  const time = world.stamp();
  return changes === undefined ? time : Math.floor(time / 1000);
}

/** Lane, field and event of an entry, as the timeline names them. */
function carriedBy(entry: Entry): Pick<Delivery, 'lane' | 'field' | 'event'> {
  for (const lane of ['messaging', 'standby'] as const) {
    const [item] = listOf(entry[lane]);
    if (item === undefined) continue;
    const event = kindOfItem(item);
    return { lane, field: lane === 'standby' ? lane : event, event };
  }
  const [change = entry] = listOf(entry.changes);
  const { field } = change;
  if (typeof field === 'string') return { lane: entry.changes ? 'changes' : 'entry', field, event: 'change' };
  const key = Object.keys(entry).find((one) => !OWN_KEYS.includes(one)) ?? 'nothing';
  return { lane: 'entry', field: key, event: key };
}

function kindOfItem(item: Record<string, unknown>): string {
  const { message } = item as { message?: { is_echo?: unknown; is_deleted?: unknown } };
  const kind = Object.keys(item).find((key) => !OWN_KEYS.includes(key)) ?? 'nothing';
  if (kind !== 'message') return kind;
  return `${message?.is_echo ? 'echo' : 'message'}${message?.is_deleted ? '_deleted' : ''}`;
}

/** The person whose id is in the first item, so that the timeline shows the delivery in the thread. */
function personIn(world: World, entry: Entry): { person?: Named } {
  const items = [entry, ...Object.values(entry).flatMap(listOf)];
  const ids = items.flatMap(({ sender, recipient }) => [sender, recipient].map((end) => (end as { id?: unknown })?.id));
  const person = ids.map((id) => world.people.get(textOf(id))).find((one) => one !== undefined);
  return person ? { person: { id: person.id, name: person.name } } : {};
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((one) => kindOf(one) === 'an object') : [];
}
