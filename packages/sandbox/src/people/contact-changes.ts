import { OptionError } from '../option-error.ts';
import type { Contact, PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { secondsOf, tellNumber } from '../whatsapp/changes.ts';
import { phone } from '../whatsapp/contact.ts';
import { act } from './act.ts';
import type { Person } from './person.ts';

/** What changes how WhatsApp names a person. */
export type ContactChanges = Pick<Person, 'changeNumber' | 'changeUserId' | 'hidePhone'>;

/** Changes of one person's phone number and user id (WhatsApp docs, system webhook reference). */
export function createContactChanges(world: World, state: () => PersonState): ContactChanges {
  const { platform } = world.options;

  /** @throws {OptionError} The platform has no phone numbers. */
  function find(what: string): { person: PersonState; contact: Contact } {
    const person = state();
    if (!person.contact) throw new OptionError(`${what}: people have no phone number on ${platform.label}`);
    return { person, contact: person.contact };
  }

  /** Gives the person a new BSUID, and informs the apps by a system message. It has no contacts. */
  function rename(
    what: string,
    { type, body, waId }: { type: string; body: (name: string) => string; waId?: string },
  ): void {
    const { person, contact } = find(what);
    act(
      world,
      person,
      { by: 'person', action: what === 'changeNumber' ? 'change number' : 'change user id' },
      (effects) => {
        const previous = contact.userId;
        const from = phone(person, 'from');
        contact.userId = `PT.${world.newId('8', 17)}`;
        if (waId !== undefined) contact.waId = waId;
        const system = {
          type,
          body: body(person.name),
          ...(waId === undefined ? {} : phone(person, 'wa_id')),
          user_id: contact.userId,
          previous_user_id: previous,
        };
        const at = secondsOf(world.stamp());
        const message = { ...from, id: world.newMid(), timestamp: at, type: 'system', system };
        tellNumber({ world, person, effects }, { field: 'messages', event: 'system', part: { messages: [message] } });
      },
    );
  }

  return {
    async changeNumber(number) {
      if (number !== undefined && !/^[0-9]{5,20}$/.test(String(number))) {
        throw new OptionError('changeNumber: number must be a string of 5 to 20 digits, with the country code');
      }
      find('changeNumber');
      const waId = number ?? freeNumber(world);
      const taken = [...world.people.values()].find(({ contact }) => contact?.waId === waId);
      if (taken) throw new OptionError(`changeNumber: ${taken.name} has this number`);
      rename('changeNumber', { type: 'user_changed_number', body: (name) => `${name} changed the number`, waId });
    },
    async changeUserId() {
      rename('changeUserId', { type: 'user_changed_user_id', body: (name) => `${name} has a new user id` });
    },
    async hidePhone(on) {
      if (typeof on !== 'boolean') throw new OptionError('hidePhone: on must be true or false');
      const { person, contact } = find('hidePhone');
      act(world, person, { by: 'person', action: on ? 'hide phone' : 'show phone' }, () => {
        contact.hidesPhone = on;
      });
    },
  };
}

/** A phone number that no person of the run has. */
function freeNumber({ run, options }: World): string {
  return String(options.platform.peopleAfter + BigInt(++run.counters.people));
}
