import type { EchoEvent, EventOf, HandoverEvent, MessageEvent, ReactionEvent } from '@handover/core';
import {
  BUSINESS_AI_APP_ID,
  BUSINESS_AI_CONTROL_APP_ID,
  INSTAGRAM_INBOX_APP_ID,
  PAGE_INBOX_APP_ID,
} from '@handover/core';
import { MASKED, MASKED_URL } from './masking.ts';
import { type SandboxControl, type SandboxPage, SandboxRefusal } from './sandbox-control.ts';

/** What became of an event. */
export interface Played {
  /** The person of the sandbox who stands for the recorded one. */
  readonly person?: string;
  /** What happened in the sandbox, in a few words; absent if nothing did. */
  readonly done?: string;
  /** Nothing had to be done: the bot did this itself (`own`), or it is a redelivery (`again`). */
  readonly skipped?: 'own' | 'again';
  /** Why it could not be played. */
  readonly problem?: string;
}

/** Plays the events of a recording in a sandbox. */
export interface SandboxPlayer {
  play(event: HandoverEvent): Promise<Played>;
}

/** Why an event cannot be played. The message is for the list at the end, and names no text. */
class NotPlayable extends Error {}

/** The event's person and page in the sandbox. */
interface Place {
  readonly page: SandboxPage;
  readonly person: { readonly id: string; readonly name: string };
}

type Doer = (event: never, place: Place) => Promise<string>;

const INBOXES: ReadonlySet<string> = new Set([PAGE_INBOX_APP_ID, INSTAGRAM_INBOX_APP_ID]);
const AI_APPS: ReadonlySet<string> = new Set([BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID]);
/** Platforms name the same reactions in two ways. Source: Messenger Platform docs, message_reactions reference. */
const REACTIONS = ['smile', 'angry', 'sad', 'wow', 'love', 'like', 'dislike', 'laugh'];
const REACTION_OF: Readonly<Record<string, string>> = { '❤': 'love', '👍': 'like', '👎': 'dislike', '😆': 'laugh' };

/**
 * Makes a player. People of the recording become people of the sandbox; each page becomes the page with its id, else the first
 * one of its platform.
 *
 * @param appId The bot's app in the recording: what it did is left to the bot in the sandbox.
 */
export async function sandboxPlayer(control: SandboxControl, appId: string | undefined): Promise<SandboxPlayer> {
  const pages = await control.pages();
  const people = new Map<string, Promise<Place['person']>>();
  /** Ids of messages: those of the recording, and what they are in the sandbox. */
  const mids = new Map<string, string>();
  const seen = new Set<string>();

  async function placeOf({ platform, pageId, userId }: HandoverEvent): Promise<Place> {
    const ofPlatform = pages.filter((page) => page.platform === platform);
    const page = ofPlatform.find(({ id }) => id === pageId) ?? ofPlatform[0];
    if (page === undefined) throw new NotPlayable(`the sandbox has no page on ${platform}`);
    if (userId === undefined) throw new NotPlayable('it names no person');
    const key = `${platform}:${pageId}:${userId}`;
    const known = people.get(key) ?? addPerson(page, `Customer ${people.size + 1}`);
    people.set(key, known);
    return { page, person: await known };
  }

  async function addPerson(page: SandboxPage, name: string): Promise<Place['person']> {
    const { id } = await control.act(page, '/people', { name });
    return { id: String(id), name };
  }

  function keep(mid: string | undefined, answer: Record<string, unknown>): void {
    const now = answer['mid'] ?? (answer['body'] as { message_id?: unknown } | undefined)?.message_id;
    if (mid !== undefined && typeof now === 'string') mids.set(mid, now);
  }

  function known(mid: string | undefined): string {
    const now = mid === undefined ? undefined : mids.get(mid);
    if (now === undefined) throw new NotPlayable('its message was not played');
    return now;
  }

  /** The app of the sandbox that stands for one of the recording. The bot's own app is left to the bot. */
  function appOf(page: SandboxPage, id: string | undefined): string {
    if (id === undefined || id === '') throw new NotPlayable('it names no app');
    if (page.appIds.includes(id)) return id;
    throw new NotPlayable(`app ${id} is not in the sandbox`);
  }

  async function call(page: SandboxPage, app: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    const answer = await control.act(page, `/apps/${app}/calls`, body);
    if (answer['ok'] === true) return answer;
    const { error } = (answer['body'] ?? {}) as { error?: { message?: string } };
    throw new NotPlayable(error?.message ?? 'the call had no answer');
  }

  const DOERS: { readonly [Kind in HandoverEvent['kind']]?: (event: EventOf<Kind>, place: Place) => Promise<string> } =
    {
      message: (event, place) => say(event, place),
      async postback({ payload, title, mid }, { page, person }) {
        const value = payload ?? title;
        if (value === undefined) throw new NotPlayable('it has neither payload nor title');
        keep(mid, await control.act(page, `/people/${person.id}/tap`, { payload: value, ...defined('title', title) }));
        return 'taps a button';
      },
      reaction: (event, place) => react(event, place),
      async read(_, { page, person }) {
        await control.act(page, `/people/${person.id}/read`);
        return 'reads';
      },
      async delivery(_, { page, person }) {
        await control.act(page, `/people/${person.id}/receive`);
        return 'receives';
      },
      async status({ status }, { page, person }) {
        if (status !== 'delivered' && status !== 'read') throw new NotPlayable('only delivered and read can be played');
        await control.act(page, `/people/${person.id}/${status === 'read' ? 'read' : 'receive'}`);
        return status === 'read' ? 'reads' : 'receives';
      },
      async message_edit({ mid, text, ...event }, { page, person }) {
        const place = 'sentBy' in event ? 'phone' : 'people';
        await control.act(page, `/${place}/${person.id}/edit`, { mid: known(mid), text: text ?? MASKED });
        return place === 'phone' ? 'the phone app edits a message' : 'edits a message';
      },
      async message_deleted({ mid, of, sentBy }, { page, person }) {
        if (of === 'message') await control.act(page, `/people/${person.id}/unsend`, { mid: known(mid) });
        else if (sentBy === 'phone') await control.act(page, `/phone/${person.id}/delete`, { mid: known(mid) });
        else await control.act(page, `/inbox/${person.id}/unsend`, { mid: known(mid) });
        return of === 'message' ? 'unsends a message' : 'a message of the page is unsent';
      },
      echo: (event, place) => answer(event, place),
      async pass_thread_control({ previousOwnerAppId, newOwnerAppId, metadata }, { page, person }) {
        if (previousOwnerAppId !== null && INBOXES.has(previousOwnerAppId)) {
          await control.act(page, `/inbox/${person.id}/done`);
          return 'the inbox is done';
        }
        const from = appOf(page, previousOwnerAppId ?? undefined);
        const target = newOwnerAppId === appId ? page.appIds[0] : appOf(page, newOwnerAppId);
        await call(page, from, {
          call: 'pass',
          person: person.id,
          ...defined('targetApp', target),
          ...defined('metadata', metadata),
        });
        return `app ${from} passes the thread`;
      },
      async take_thread_control({ newOwnerAppId, metadata }, { page, person }) {
        if (newOwnerAppId !== undefined && INBOXES.has(newOwnerAppId)) {
          await control.act(page, `/inbox/${person.id}/move`);
          return 'the inbox takes the thread';
        }
        if (newOwnerAppId !== undefined && AI_APPS.has(newOwnerAppId)) {
          await control.act(page, `/ai/${person.id}/take`, { appId: newOwnerAppId });
          return "Meta's AI takes the thread";
        }
        const app = appOf(page, newOwnerAppId);
        await call(page, app, { call: 'take', person: person.id, ...defined('metadata', metadata) });
        return `app ${app} takes the thread`;
      },
      async request_thread_control({ requestedOwnerAppId, metadata }, { page, person }) {
        if (INBOXES.has(requestedOwnerAppId)) {
          await control.act(page, `/inbox/${person.id}/move`);
          return 'the inbox asks for the thread';
        }
        const app = appOf(page, requestedOwnerAppId);
        await call(page, app, { call: 'request', person: person.id, ...defined('metadata', metadata) });
        return `app ${app} asks for the thread`;
      },
      async referral({ referral }, { page, person }) {
        if (referral.adId !== undefined) {
          await control.act(page, `/people/${person.id}/ad`, { adId: referral.adId });
          return 'clicks an ad';
        }
        if (referral.ref === undefined) throw new NotPlayable('it has neither ref nor ad');
        await control.act(page, `/people/${person.id}/link`, { ref: referral.ref });
        return 'opens a link';
      },
      async user_changed({ waId }, { page, person }) {
        const number = waId === undefined ? {} : { number: waId };
        await control.act(page, `/people/${person.id}/${waId === undefined ? 'user-id' : 'number'}`, number);
        return waId === undefined ? 'gets another user id' : 'gets another number';
      },
    };

  async function say(event: MessageEvent, { page, person }: Place): Promise<string> {
    const { text, quickReplyPayload, replyTo, attachments = [] } = event;
    const quoted = mids.get(String((replyTo as { mid?: unknown } | undefined)?.mid));
    const media = attachments.flatMap(({ type, payload }) => mediaOf(type, payload));
    if (text === undefined && media.length === 0) {
      if (attachments.some(({ type }) => type === 'image')) {
        keep(event.mid, await control.act(page, `/people/${person.id}/image`));
        return 'sends a picture of the sandbox';
      }
      throw new NotPlayable(attachments.length > 0 ? 'its attachment is not in the recording' : 'it has no text');
    }
    const body = {
      ...defined('text', text),
      ...defined('quickReplyPayload', text === undefined ? undefined : quickReplyPayload),
      ...defined('replyTo', quoted),
      attachments: media,
    };
    keep(event.mid, await control.act(page, `/people/${person.id}/say`, body));
    return quickReplyPayload === undefined ? 'writes' : 'taps a quick reply';
  }

  async function react({ action, reaction, emoji, mid }: ReactionEvent, { page, person }: Place): Promise<string> {
    // The bot's own messages have other ids in the sandbox: without one, the newest message counts.
    const message = defined('mid', mid === undefined ? undefined : mids.get(mid));
    if (action === 'unreact') {
      await control.act(page, `/people/${person.id}/unreact`, message);
      return 'takes a reaction back';
    }
    const name = reaction ?? REACTION_OF[emoji?.replace('\ufe0f', '') ?? ''] ?? 'other';
    await control.act(page, `/people/${person.id}/react`, {
      reaction: REACTIONS.includes(name) ? name : 'other',
      ...message,
    });
    return 'reacts';
  }

  async function answer({ mid, text, sentBy, appId: sender }: EchoEvent, { page, person }: Place): Promise<string> {
    if (text === undefined) throw new NotPlayable('it has no text');
    switch (sentBy) {
      case 'inbox':
        keep(mid, await control.act(page, `/inbox/${person.id}/reply`, { text }));
        return 'the inbox answers';
      case 'phone':
        keep(mid, await control.act(page, `/phone/${person.id}/reply`, { text }));
        return 'the phone app answers';
      case 'ai':
        keep(mid, await control.act(page, `/ai/${person.id}/say`, { text, ...defined('appId', sender) }));
        return "Meta's AI answers";
      default: {
        const app = appOf(page, sender);
        keep(mid, await call(page, app, { call: 'send', person: person.id, text }));
        return `app ${app} answers`;
      }
    }
  }

  return {
    async play(event) {
      if (seen.has(event.id)) return { skipped: 'again' };
      seen.add(event.id);
      if (isOwn(event, appId)) return { skipped: 'own' };
      const doer = DOERS[event.kind] as Doer | undefined;
      if (doer === undefined) return { problem: 'a sandbox has no such action' };
      try {
        const place = await placeOf(event);
        return { person: place.person.name, done: await doer(event as never, place) };
      } catch (error) {
        if (error instanceof NotPlayable || error instanceof SandboxRefusal) return { problem: error.message };
        throw error;
      }
    },
  };
}

/** What the bot itself did: it does so again, or not, as it answers. */
function isOwn(event: HandoverEvent, appId: string | undefined): boolean {
  if (event.kind === 'echo') return event.sentBy === 'self';
  if (appId === undefined) return false;
  if (event.kind === 'pass_thread_control') return event.previousOwnerAppId === appId;
  return event.kind === 'take_thread_control' && event.newOwnerAppId === appId;
}

/** Media that a sandbox takes, by their address. A masked address shows nothing. */
function mediaOf(type: unknown, payload: unknown): readonly { type: string; payload: { url: string } }[] {
  const { url } = (payload ?? {}) as { url?: unknown };
  const isMedia = ['image', 'audio', 'video', 'file'].includes(String(type));
  return isMedia && typeof url === 'string' && /^https?:/.test(url) && url !== MASKED_URL
    ? [{ type: String(type), payload: { url } }]
    : [];
}

function defined<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}
