import type { ControlEvent } from '../model/outcome.ts';
import type { EventKind } from '../platform/platform.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';

/** An event of a thread that apps get. */
export interface ConversationEvent {
  kind: EventKind;
  /** Its time stamp in ms. */
  time: number;
  /** The wire item. */
  item: Record<string, unknown>;
  /** What non-owners get instead of `item`. */
  standbyItem?: Record<string, unknown>;
  /** App that gets it on `messaging`, whether or not it owns the thread. */
  alwaysTo?: string;
}

/** `entry[].id`: the page, the account linked to it, or the account that the number is in. */
export function envelopeId(world: World): string {
  const { page, platform } = world.options;
  return page.number?.accountId ?? platform.accountId(page) ?? page.id;
}

/** Sender, recipient and time of an item that the person caused. */
function fromPerson(world: World, person: PersonState, timestamp: number): Record<string, unknown> {
  return { sender: { id: person.id }, recipient: { id: envelopeId(world) }, timestamp };
}

/** An event that the person caused, with its one content key. */
export function personEvent(
  world: World,
  person: PersonState,
  kind: EventKind,
  content: Record<string, unknown>,
  time: number = world.stamp(),
): ConversationEvent {
  return { kind, time, item: { ...fromPerson(world, person, time), ...content } };
}

/**
 * A tapped button. Apps on standby get it without the payload (Messenger Platform docs, standby).
 *
 * @param sender The app behind the button. @default the app that last sent this person a button with this payload
 */
export function postbackEvent(
  world: World,
  person: PersonState,
  postback: { mid: string; title: string; payload: string; referral?: Record<string, unknown> },
  time: number,
  sender: string | undefined = person.buttons.get(postback.payload),
): ConversationEvent {
  const event = personEvent(world, person, 'postback', { postback }, time);
  const { payload: _, ...bare } = postback;
  return {
    ...event,
    standbyItem: { ...event.item, postback: bare },
    ...(sender === undefined ? {} : { alwaysTo: sender }),
  };
}

/** A message that the page sent or unsent, sender and recipient swapped (Messenger Platform docs, message_echoes). */
export function echoEvent(
  world: World,
  person: PersonState,
  appId: string,
  message: {
    mid: string;
    text?: string;
    attachments?: unknown[];
    metadata?: string;
    ai_generated?: true;
    is_deleted?: true;
  },
): ConversationEvent {
  const time = world.stamp();
  const { mid, metadata, ...content } = message;
  const { echoAppId } = world.quirks;
  return {
    kind: message.is_deleted ? 'echo_deleted' : 'echo',
    time,
    item: {
      sender: { id: envelopeId(world) },
      recipient: { id: person.id },
      timestamp: time,
      message: {
        is_echo: true,
        ...(echoAppId === 'absent' ? {} : { app_id: wireId(appId, echoAppId) }),
        ...(metadata === undefined ? {} : { metadata }),
        mid,
        ...content,
      },
    },
  };
}

/** A handover event; its sender is the person. */
export function controlItem(
  world: World,
  person: PersonState,
  event: ControlEvent,
  time: number,
): Record<string, unknown> {
  const as = world.quirks.appIds;
  const metadata = event.metadata === undefined ? {} : { metadata: event.metadata };
  const inSeconds = event.kind === 'take_thread_control' && event.inSeconds;
  const item = fromPerson(world, person, inSeconds ? Math.floor(time / 1000) : time);
  if (event.kind === 'request_thread_control') {
    return {
      ...item,
      request_thread_control: { requested_owner_app_id: wireId(event.requestedOwner, as), ...metadata },
    };
  }
  const previous = event.previousOwner === null ? null : wireId(event.previousOwner, as);
  const isPass = event.kind === 'pass_thread_control';
  return {
    ...item,
    [event.kind]: {
      ...(isPass && world.quirks.previousOwner === 'absent' ? {} : { previous_owner_app_id: previous }),
      ...(isPass || world.quirks.newOwner === 'present' ? { new_owner_app_id: wireId(event.newOwner, as) } : {}),
      ...metadata,
    },
  };
}

/** `app_roles` has no sender: it is about a page, not about a thread. */
export function rolesItem(world: World, appId: string, role: string, time: number): Record<string, unknown> {
  return { recipient: { id: envelopeId(world) }, timestamp: time, app_roles: { [appId]: [role] } };
}

/** An app id as a string or a number. An id that a number cannot hold stays a string. */
export function wireId(id: string, as: 'string' | 'number'): string | number {
  const number = Number(id);
  return as === 'number' && Number.isSafeInteger(number) ? number : id;
}
