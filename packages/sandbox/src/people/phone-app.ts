import { OptionError } from '../option-error.ts';
import { newestFromPerson, type PersonState, remember } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { secondsOf, tellNumber } from '../whatsapp/changes.ts';
import { contactItem, contactOf, phone } from '../whatsapp/contact.ts';
import { numberOf } from '../whatsapp/number.ts';
import type { Scene } from '../wire.ts';
import { act } from './act.ts';
import { nonEmpty } from './checks.ts';
import type { Said } from './person.ts';
import { findRef, type PersonRef } from './person-ref.ts';
import { takeBack } from './take-back.ts';

/**
 * The WhatsApp Business app on the shop's phone, which shares the number with the apps (coexistence). What is written
 * there is delivered to the apps in `smb_message_echoes`. It has no effect on who may send. Every call takes effect at
 * once; wrong arguments, unknown people and pages without a phone app reject with an OptionError.
 */
export interface PhoneApp {
  /** The shop's owner writes to the person, also a day after the person's last message. */
  reply(person: PersonRef, text: string): Promise<Said>;
  /** Edits a message that was written on the phone. */
  edit(person: PersonRef, mid: string, text: string): Promise<void>;
  /** Deletes a message that was written on the phone, for everyone. */
  delete(person: PersonRef, mid: string): Promise<void>;
  /** Reads the chat: the person sees that; no app is notified. */
  read(person: PersonRef): Promise<void>;
}

/** The phone app of one number. */
export function createPhoneApp(world: World): PhoneApp {
  function find(what: string, ref: PersonRef): PersonState {
    const { page, platform } = world.options;
    if (!platform.hasNumbers) throw new OptionError(`${what}: ${platform.label} has no phone app; use inbox`);
    if (!page.number?.phoneApp) throw new OptionError(`${what}: the number has no phone app (option phoneApp)`);
    return findRef(world, what, ref);
  }

  /** A message that was written on the phone, and is still there. */
  function findOwn(what: string, person: PersonState, mid: string): PersonState['messages'][number] {
    const message = person.messages.find((one) => one.mid === mid && one.from === world.inboxId && !one.deleted);
    if (!message) throw new OptionError(`${what}: no message with this id was written to ${person.name} on the phone`);
    return message;
  }

  return {
    async reply(ref, text) {
      nonEmpty('phone.reply: text', text);
      const person = find('phone.reply', ref);
      return act(world, person, { by: 'agent', action: 'reply', detail: { text } }, (effects) => {
        const message = { mid: world.newMid(), at: world.stamp(), text };
        const limit = world.options.limits.messagesPerThread;
        remember(person.messages, { ...message, from: world.inboxId, edits: 0 }, limit);
        remember(person.received, { ...message, appId: world.inboxId }, limit);
        person.typing = null;
        agentReads(person);
        tellEcho({ world, person, effects }, 'echo', { ...message, content: { type: 'text', text: { body: text } } });
        return { mid: message.mid, timestamp: message.at };
      });
    },
    async edit(ref, mid, text) {
      nonEmpty('phone.edit: text', text);
      const person = find('phone.edit', ref);
      const message = findOwn('phone.edit', person, mid);
      act(world, person, { by: 'agent', action: 'edit', detail: { text } }, (effects) => {
        message.text = text;
        message.edits += 1;
        const received = person.received.find((one) => one.mid === mid);
        if (received) received.text = text;
        const edit = { original_message_id: mid, message: { type: 'text', text: { body: text } } };
        tellEcho({ world, person, effects }, 'echo edit', {
          mid: world.newMid(),
          at: world.stamp(),
          content: { type: 'edit', edit },
        });
      });
    },
    async delete(ref, mid) {
      const person = find('phone.delete', ref);
      const message = findOwn('phone.delete', person, mid);
      act(world, person, { by: 'agent', action: 'unsend', detail: { mid } }, (effects) => {
        takeBack(person, message);
        tellEcho({ world, person, effects }, 'echo revoke', {
          mid: world.newMid(),
          at: world.stamp(),
          content: { type: 'revoke', revoke: { original_message_id: mid } },
        });
      });
    },
    async read(ref) {
      const person = find('phone.read', ref);
      act(world, person, { by: 'agent', action: 'read' }, () => agentReads(person));
    },
  };
}

/** A message of the number's side that did not come from the calling app: `smb_message_echoes` (WhatsApp docs). */
export function tellEcho(
  scene: Scene,
  event: string,
  { mid, at, content }: { mid: string; at: number; content: Record<string, unknown> },
): void {
  const { world, person } = scene;
  const echo = {
    from: numberOf(world).displayNumber,
    ...phone(person, 'to'),
    to_user_id: contactOf(person).userId,
    id: mid,
    timestamp: secondsOf(at),
    ...content,
  };
  const part = { contacts: [contactItem(person)], message_echoes: [echo] };
  tellNumber(scene, { field: 'smb_message_echoes', event, part });
}

function agentReads(person: PersonState): void {
  person.agentReadAt = newestFromPerson(person);
  person.seenAt = person.agentReadAt;
}
