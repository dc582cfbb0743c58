import { checkKnownKeys } from '../known-keys.ts';
import { agentIsDone, agentMovesToMain, agentReplies } from '../model/happenings.ts';
import { OptionError } from '../option-error.ts';
import { newestFromPerson, type PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { echoEvent } from '../webhooks/items.ts';
import { act, applyIfAny } from './act.ts';
import { findPageMessage, nonEmpty } from './checks.ts';
import type { Said } from './person.ts';
import { findRef, type PersonRef } from './person-ref.ts';
import { speak } from './speak.ts';
import { takeBack } from './take-back.ts';

/**
 * Meta's own inbox, where human agents answer: the Page Inbox, or Instagram's. Every call takes effect at
 * once. An unknown person rejects with an OptionError.
 */
export interface Inbox {
  /** App id under which the agents appear. */
  readonly appId: string;
  /** Conversations by folder, as PSIDs. */
  readonly folders: { main: string[]; done: string[]; spam: string[] };
  /**
   * An agent answers: the inbox owns the thread from now on, in every routing mode. With `ai`, Meta's automation
   * answers, and the echo says so.
   */
  reply(person: PersonRef, text: string, options?: { ai?: boolean }): Promise<Said>;
  /**
   * An agent unsends a message of the page, whichever app sent it: apps get an echo of its id with `is_deleted`, and
   * the person no longer sees it. Control does not change. Rejects with an OptionError when there is no such message.
   */
  unsend(person: PersonRef, mid: string): Promise<void>;
  /**
   * "Done": if the inbox owns the thread, it releases it (in the primary/secondary mode: passes it to the Primary; see
   * the quirk `doneMeans`). Otherwise only the folder changes.
   */
  done(person: PersonRef): Promise<void>;
  /**
   * "Move to Main": with routing on the inbox takes control; in the primary/secondary mode it asks the
   * Primary; with routing off only the folder changes.
   */
  moveToMain(person: PersonRef): Promise<void>;
  /**
   * "Move to Spam": the conversation changes its folder. Control does not change: Meta's documentation names no effect.
   */
  moveToSpam(person: PersonRef): Promise<void>;
  /** An agent reads the conversation: the person sees "Seen"; no app is notified. */
  read(person: PersonRef): Promise<void>;
}

/** The inbox of one page. */
export function createInbox(world: World): Inbox {
  function find(ref: PersonRef): PersonState {
    const { hasNumbers, label } = world.options.platform;
    if (hasNumbers) throw new OptionError(`inbox: ${label} has no inbox; people answer in the phone app: use phone`);
    return findRef(world, 'inbox', ref);
  }

  return {
    appId: world.inboxId,
    get folders() {
      const ids = (folder: string): string[] =>
        [...world.people.values()].filter((person) => person.folder === folder).map((person) => person.id);
      return { main: ids('main'), done: ids('done'), spam: ids('spam') };
    },
    async reply(ref, text, options = {}) {
      checkKnownKeys('inbox.reply: ', options, ['ai']);
      const { ai = false } = options;
      nonEmpty('inbox.reply: text', text);
      const person = find(ref);
      return act(world, person, { by: 'agent', action: 'reply', detail: { text } }, (effects) => {
        effects.change(person, agentReplies(world.rules(), world.control(person), world.clock.now()));
        if (!ai) agentsRead(person);
        person.folder = 'main';
        const marks = ai ? { ai_generated: true as const, metadata: '{"source":"axon"}' } : {};
        return speak(world, effects, person, { appId: world.inboxId, text, ai, marks });
      });
    },
    async unsend(ref, mid) {
      const person = find(ref);
      const message = findPageMessage('inbox.unsend', person, mid);
      const appId = message.from ?? world.inboxId;
      act(world, person, { by: 'agent', action: 'unsend', detail: { mid } }, (effects) => {
        takeBack(person, message);
        effects.tell(person, echoEvent(world, person, appId, { mid, is_deleted: true }));
      });
    },
    async done(ref) {
      const person = find(ref);
      act(world, person, { by: 'agent', action: 'done' }, (effects) => {
        applyIfAny(effects, person, agentIsDone(world.rules(), world.control(person), world.clock.now()));
        person.folder = 'done';
      });
    },
    async moveToMain(ref) {
      const person = find(ref);
      act(world, person, { by: 'agent', action: 'move to main' }, (effects) => {
        applyIfAny(effects, person, agentMovesToMain(world.rules(), world.control(person), world.clock.now()));
        person.folder = 'main';
      });
    },
    async moveToSpam(ref) {
      const person = find(ref);
      act(world, person, { by: 'agent', action: 'move to spam' }, () => {
        person.folder = 'spam';
      });
    },
    async read(ref) {
      const person = find(ref);
      act(world, person, { by: 'agent', action: 'read' }, () => agentsRead(person));
    },
  };
}

function agentsRead(person: PersonState): void {
  person.agentReadAt = newestFromPerson(person);
  person.seenAt = person.agentReadAt;
}
