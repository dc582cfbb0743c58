import { checkKnownKeys } from '../known-keys.ts';
import { type Entry, personWrites } from '../model/happenings.ts';
import { OptionError } from '../option-error.ts';
import type { PersonProfile } from '../platform/platform.ts';
import type { Effects } from '../state/effects.ts';
import { createLinkingToken } from '../state/linking-token.ts';
import {
  type Contact,
  type PersonaFace,
  type PersonState,
  type ReceivedMessage,
  remember,
} from '../state/person-state.ts';
import { LOCALE } from '../state/profile.ts';
import { typingOf } from '../state/typing.ts';
import type { World } from '../state/world.ts';
import { wireOf } from '../wire.ts';
import { act } from './act.ts';
import { createCampaigns } from './campaigns.ts';
import { checkParts, emojiOf, findMessage, nonEmpty, plainAttachments, REACTIONS } from './checks.ts';
import { type Commented, comment } from './comments.ts';
import { createContactChanges } from './contact-changes.ts';
import { arrival } from './entries.ts';
import { checkPersonProfile } from './person-profile.ts';
import { createProfileTaps } from './profile-taps.ts';
import { type PersonScreen, screenOf } from './screen.ts';
import { takeBack } from './take-back.ts';

/** What a message has besides its text. */
export interface SayOptions {
  /** Payload of the quick reply that was tapped; the text is its title. */
  quickReplyPayload?: string;
  /** Message that it answers. */
  replyTo?: string;
  /** Media and the like, as in the webhook: `{ type, payload }`. */
  attachments?: readonly Record<string, unknown>[];
}

/** Id and time of a message or tap. */
export interface Said {
  /** Id of the message or tap. */
  mid: string;
  /** Time stamp in ms, the one of the delivery. */
  timestamp: number;
}

/**
 * A person who talks to the page. Every call takes effect at once; its promise does not wait for the
 * deliveries (`sandbox.settled()` does). Wrong arguments reject with an OptionError.
 */
export interface Person {
  /**
   * PSID, on Instagram IGSID. On WhatsApp the phone number with which the person came: it stays when the number changes. `contact`
   * has the present names.
   */
  readonly id: string;
  /** How WhatsApp names the person now: a copy, plain data. Null on other platforms. */
  readonly contact: Contact | null;
  /** As given to `sandbox.person`. */
  readonly name: string;
  /** Messages that the person received, oldest first, each with its persona: a copy, plain data. */
  readonly inbox: ReceivedMessage[];
  /** The typing bubble that the person sees now, or null. */
  readonly typing: { appId: string; persona?: PersonaFace } | null;
  /** Language and region, `en_US` unless set. They choose among the greetings, ice breakers and menus of the page. */
  readonly locale: string;
  /** What the page's Messenger profile shows the person now: greeting, buttons, menu. A copy, plain data. */
  readonly screen: PersonScreen;
  /** Sets the locale, like `de_DE`. Rejects with an OptionError if it is none. */
  setLocale(locale: string): Promise<void>;
  /** Writes a message. Rejects with an OptionError while the menu disables the composer; a quick reply is still possible. */
  say(text: string, options?: SayOptions): Promise<Said>;
  /** Taps a postback button. `title` is its label. @default title the payload */
  tap(payload: string, title?: string): Promise<Said>;
  /**
   * Presses "Get Started", the first button of a new thread: a postback, with the referral of a link or ad. It can be
   * pressed at any time, even if the page has no such button. @default payload the one of the page's Messenger profile,
   * else 'GET_STARTED'
   */
  getStarted(payload?: string): Promise<Said>;
  /** Taps an ice breaker that `screen` shows: a postback. Rejects with an OptionError that lists the questions. */
  tapIceBreaker(question: string): Promise<Said>;
  /**
   * Taps an item of the persistent menu that `screen` shows: a postback. Resolves to null for a link, which notifies
   * no app. Rejects with an OptionError that lists the titles.
   */
  tapMenu(title: string): Promise<Said | null>;
  /** Starts or stops typing. Agents see it; Meta notifies no app. Writing stops it too. */
  type(on: boolean): Promise<void>;
  /** Reacts to a message: `love`, `like`, … @default mid the newest received message */
  react(reaction: string, mid?: string): Promise<void>;
  /** Removes the reaction. @default mid the newest received message */
  unreact(mid?: string): Promise<void>;
  /** Reads everything received so far. */
  read(): Promise<void>;
  /** The device received everything sent so far (`message_deliveries`; Instagram notifies no app). */
  receive(): Promise<void>;
  /** Edits an own message. */
  edit(mid: string, text: string): Promise<void>;
  /**
   * Unsends an own message: apps get its id with `is_deleted`, and its content is deleted everywhere. Rejects with an
   * OptionError if there is no such message, or it was unsent before.
   */
  unsend(mid: string): Promise<void>;
  /** Comments on a post of the page. Resolves to the comment's id: an app may answer it once by a message. */
  comment(text: string): Promise<Commented>;
  /** Changes what the profile says besides name and locale: only the given values. Names of the other platform are refused. */
  setProfile(profile: PersonProfile): Promise<void>;
  /**
   * Opens the page of an app's log-in button. Resolves to the `account_linking_token` that Messenger adds to its
   * address: for five minutes, `GET /me?fields=recipient` answers with the person who got it.
   */
  startAccountLinking(): Promise<{ accountLinkingToken: string }>;
  /**
   * WhatsApp: gets another phone number, and with it another BSUID. Apps get a `system` message; the old names end.
   *
   * @default number an invented one
   */
  changeNumber(number?: string): Promise<void>;
  /** WhatsApp: gets another BSUID and keeps the phone number. Apps get a `system` message; the old BSUID ends. */
  changeUserId(): Promise<void>;
  /** WhatsApp: hides the phone number from the apps, or shows it again. */
  hidePhone(on: boolean): Promise<void>;
  /** Opens an m.me or ig.me link with this `ref`. In a new thread the first message carries the referral. */
  followLink(ref: string): Promise<void>;
  /** Clicks an ad of the option `ads`. In a new thread the first message carries the referral. */
  clickAd(adId: string): Promise<void>;
  /** Clicks a lead ad: Meta's automation owns the thread and asks its questions until `finishLeadAd`. */
  startLeadAd(options?: { appId?: string }): Promise<void>;
  /** Ends the questions: the app of `startLeadAd` gets the thread, then the summary if there is one. @default complete true */
  finishLeadAd(options?: { complete?: boolean; summary?: string }): Promise<void>;
}

const SAY_OPTIONS = ['quickReplyPayload', 'replyTo', 'attachments'];

/** Creates the handle of a person. The handle outlives `reset()`: using it brings the person back. */
export function createPerson(world: World, id: string, name: string): Person {
  const state = (): PersonState => world.addPerson(id, name);
  const wire = wireOf(world);
  const newest = (): string | undefined => state().received.at(-1)?.mid;

  /** Opens the messaging window and, unless `entry` is null (a reaction), enters the thread. */
  function enter(effects: Effects, person: PersonState, entry: Entry | null): void {
    person.lastSignAt = world.clock.now();
    if (entry) effects.change(person, personWrites(world.rules(), world.control(person), world.clock.now(), entry));
  }

  /** Sends a postback. `sender` is the app behind the button, if no message brought it. */
  function press(payload: string, title: string, sender?: string): Said {
    const person = state();
    return act(world, person, { by: 'person', action: 'tap', detail: { payload, title } }, (effects) => {
      const { entry, referral } = arrival(world, person);
      enter(effects, person, entry);
      const mid = world.newMid();
      const at = world.stamp();
      wire.tapped({ world, person, effects }, { mid, at, title, payload, ...referral, sender });
      const stored = { mid, at, from: null, edits: 0, text: title, payload };
      remember(person.messages, stored, world.options.limits.messagesPerThread);
      return { mid, timestamp: at };
    });
  }

  function setReaction(mid: string | undefined, reaction: string | undefined): void {
    const person = state();
    const message = person.received.find((one) => one.mid === mid);
    if (!message || mid === undefined) throw new OptionError('react: no such message was received');
    const content = reaction === undefined ? {} : { reaction, emoji: emojiOf(reaction) };
    const deed = { by: 'person', action: reaction ? 'react' : 'unreact', detail: { mid, ...content } } as const;
    act(world, person, deed, (effects) => {
      enter(effects, person, null);
      if (reaction === undefined) delete message.reaction;
      else message.reaction = reaction;
      wire.reacted({ world, person, effects }, { mid, at: world.stamp(), ...content });
    });
  }

  const handle: Person = {
    id,
    name,
    get inbox() {
      return structuredClone(state().received);
    },
    get contact() {
      return structuredClone(state().contact);
    },
    get typing() {
      return structuredClone(typingOf(world, state()));
    },
    get locale() {
      return state().locale;
    },
    get screen() {
      return screenOf(world, state());
    },
    async setLocale(locale) {
      if (typeof locale !== 'string' || !LOCALE.test(locale)) {
        throw new OptionError('setLocale: locale must be a language and a region, like de_DE');
      }
      state().locale = locale;
      world.notices.tell({ what: 'person', personId: id });
    },
    async say(text, options = {}) {
      checkKnownKeys('say: ', options, SAY_OPTIONS);
      const { quickReplyPayload, replyTo, attachments: given = [] } = options;
      const attachments = plainAttachments(given);
      if (attachments.length === 0) nonEmpty('say: text', text);
      checkParts(world.options.platform, attachments, quickReplyPayload);
      const person = state();
      if (quickReplyPayload === undefined && screenOf(world, person).composerDisabled) {
        throw new OptionError(
          `say: the persistent menu disables the composer for ${name}; tap a menu item, a button or a quick reply`,
        );
      }
      const payload = quickReplyPayload === undefined ? {} : { quickReplyPayload };
      const detail = {
        ...(text ? { text } : {}),
        ...payload,
        ...(attachments.length > 0 ? { attachments: attachments.map(({ type }) => type) } : {}),
      };
      return act(world, person, { by: 'person', action: 'say', detail }, (effects) => {
        const { entry, referral } = arrival(world, person);
        enter(effects, person, entry);
        const mid = world.newMid();
        const content = {
          ...(text ? { text } : {}),
          ...(attachments.length > 0 ? { attachments } : {}),
        };
        const quoted = replyTo === undefined ? {} : { replyTo };
        const message = { mid, at: world.stamp(), ...content, ...quoted, ...payload };
        wire.wrote({ world, person, effects }, { ...message, ...referral });
        remember(person.messages, { ...message, from: null, edits: 0 }, world.options.limits.messagesPerThread);
        person.composing = false;
        return { mid, timestamp: message.at };
      });
    },
    async tap(payload, title = payload) {
      nonEmpty('tap: payload', payload);
      nonEmpty('tap: title', title);
      return press(payload, title);
    },
    ...createProfileTaps(world, state, press),
    async type(on) {
      if (typeof on !== 'boolean') throw new OptionError('type: on must be true or false');
      state().composing = on;
      world.notices.tell({ what: 'person', personId: id });
    },
    async react(reaction, mid = newest()) {
      if (!REACTIONS.includes(reaction))
        throw new OptionError(`react: reaction must be one of ${REACTIONS.join(', ')}`);
      setReaction(mid, reaction);
    },
    async unreact(mid = newest()) {
      setReaction(mid, undefined);
    },
    async read() {
      const person = state();
      act(world, person, { by: 'person', action: 'read' }, (effects) => {
        const at = world.stamp();
        wire.read({ world, person, effects }, at);
        person.readAt = at;
        person.deliveredAt = at;
      });
    },
    async receive() {
      const person = state();
      act(world, person, { by: 'person', action: 'receive' }, (effects) => {
        const at = world.stamp();
        wire.received({ world, person, effects }, at);
        person.deliveredAt = at;
      });
    },
    async edit(mid, text) {
      nonEmpty('edit: text', text);
      const person = state();
      const message = findMessage('edit', person, mid);
      act(world, person, { by: 'person', action: 'edit', detail: { text } }, (effects) => {
        message.text = text;
        message.edits += 1;
        wire.edited({ world, person, effects }, { mid, at: world.stamp(), text, edits: message.edits });
      });
    },
    async unsend(mid) {
      const person = state();
      const message = findMessage('unsend', person, mid);
      act(world, person, { by: 'person', action: 'unsend', detail: { mid } }, (effects) => {
        takeBack(person, message);
        wire.unsent({ world, person, effects }, { mid, at: world.stamp() });
      });
    },
    comment: async (text) => comment(world, state(), text),
    async setProfile(profile) {
      const person = state();
      const known = checkPersonProfile(world.options.platform, profile);
      act(world, person, { by: 'person', action: 'profile', detail: known }, () =>
        Object.assign(person.profile, known),
      );
    },
    async startAccountLinking() {
      const { hasNumbers, label } = world.options.platform;
      if (hasNumbers) throw new OptionError(`startAccountLinking: there is no account linking on ${label}`);
      const person = state();
      return act(world, person, { by: 'person', action: 'start account linking' }, () => ({
        accountLinkingToken: createLinkingToken(world, person.id),
      }));
    },
    ...createCampaigns(world, state, enter),
    ...createContactChanges(world, state),
  };
  return handle;
}
