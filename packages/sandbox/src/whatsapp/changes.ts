import { MESSAGING_PRODUCT } from '../platform/whatsapp.ts';
import type { Named } from '../timeline/timeline-entry.ts';
import type { Scene } from '../wire.ts';
import { contactItem, fromPerson } from './contact.ts';
import { numberOf } from './number.ts';

/** Seconds as WhatsApp writes them: a string. */
export function secondsOf(at: number): string {
  return String(Math.floor(at / 1000));
}

/**
 * Delivers a change of the number to every app of the account (WhatsApp docs, Webhooks).
 *
 * @param change.event Its name in the timeline.
 * @param change.part What the value has beside the number.
 */
export function tellNumber(
  { world, person, effects }: Pick<Scene, 'world' | 'effects'> & { person: Named | null },
  change: { field: string; event: string; part: Record<string, unknown> },
): void {
  const { page } = world.options;
  const metadata = { display_phone_number: numberOf(world).displayNumber, phone_number_id: page.id };
  const value = { messaging_product: MESSAGING_PRODUCT, metadata, ...change.part };
  effects.tellChange(person, { field: change.field, event: change.event, time: null, value });
}

/** Delivers a message of the person, with the person as contact. */
export function tellMessage(
  scene: Scene,
  event: string,
  { id, at, ...content }: { id: string; at: number; type: string; [key: string]: unknown },
): void {
  const { person } = scene;
  const message = { ...fromPerson(person), id, timestamp: secondsOf(at), ...content };
  tellNumber(scene, { field: 'messages', event, part: { contacts: [contactItem(person)], messages: [message] } });
}
