import { LEAD_ADS_APP_ID, META_AI_APP_IDS } from '../meta.ts';
import type { Lane } from '../model/lanes.ts';
import type { EventKind } from '../platform/platform.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import type { Entry, HopContext } from './delivery.ts';
import { envelopeId, wireId } from './items.ts';

/** Kinds of events that were seen in lists named after their field. */
const NAMED_KINDS: readonly EventKind[] = ['handover', 'postback'];

/** Wraps one item of a thread in an element of `entry[]`. */
export function entryAround(
  world: World,
  person: PersonState,
  { kind, lane, time, item }: { kind: EventKind; lane: Lane; time: number; item: Record<string, unknown> },
): Entry {
  const { hasNamedLists, fieldOf } = world.options.platform;
  const isNamed = hasNamedLists && world.quirks.namedLists && lane === 'messaging' && NAMED_KINDS.includes(kind);
  const list = isNamed ? fieldOf[kind] : lane;
  return { id: envelopeId(world), time, [list]: [item], ...ownerContext(world, person) };
}

/** The mark of a lead ad, for the pass that ends it. */
export function leadAdContext(world: World, metadata: string): Pick<Entry, 'hop_context'> {
  const context = { app_id: Number(LEAD_ADS_APP_ID), metadata };
  return { hop_context: world.quirks.hopContext === 'object' ? context : [context] };
}

function ownerContext(world: World, person: PersonState): Pick<Entry, 'hop_context'> {
  const { owner } = world.control(person);
  const { hopContext } = world.quirks;
  if (hopContext === 'lead-ads' || owner === null) return {};
  const context: HopContext =
    hopContext === 'object' && META_AI_APP_IDS.includes(owner)
      ? { is_ai_thread_owner: true }
      : { app_id: wireId(owner, 'number'), metadata: '' };
  return { hop_context: hopContext === 'list' ? [context] : context };
}
