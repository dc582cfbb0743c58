import type { Effects } from './state/effects.ts';
import type { PersonState } from './state/person-state.ts';
import type { World } from './state/world.ts';
import { messagingWire } from './webhooks/messaging-wire.ts';
import { whatsappWire } from './whatsapp/whatsapp-wire.ts';

/** Where something happens: the thread of a person, and the effects that collect the deliveries. */
export interface Scene {
  world: World;
  person: PersonState;
  effects: Effects;
}

/** A message of a person. */
export interface Written {
  mid: string;
  /** Time stamp in ms. */
  at: number;
  text?: string;
  attachments?: readonly Record<string, unknown>[];
  /** Payload of the quick reply, or id of the button or row, that was tapped. */
  quickReplyPayload?: string;
  /** Message that it answers. */
  replyTo?: string;
  /** The link or ad by which the person came. */
  referral?: Record<string, unknown>;
}

/** How what people do is delivered to the apps. */
export interface Wire {
  /** The person wrote. */
  wrote(scene: Scene, message: Written): void;
  /** The person tapped a button. `sender` is the app behind it; undefined: the app that last sent one with this payload. */
  tapped(scene: Scene, tap: Tap): void;
  /** The person reacted to a message; without `reaction`, took it back. */
  reacted(scene: Scene, reaction: { mid: string; at: number; reaction?: string; emoji?: string }): void;
  /** The person edited an own message. */
  edited(scene: Scene, edit: { mid: string; at: number; text: string; edits: number }): void;
  /** The person took an own message back. */
  unsent(scene: Scene, message: { mid: string; at: number }): void;
  /** The person read everything received so far. */
  read(scene: Scene, at: number): void;
  /** The person's device received everything sent so far. */
  received(scene: Scene, at: number): void;
}

/** A tap on a button. */
export interface Tap {
  mid: string;
  /** Time stamp in ms. */
  at: number;
  title: string;
  payload: string;
  referral?: Record<string, unknown>;
  sender?: string | undefined;
}

/** The wire of a world's platform. */
export function wireOf({ options }: World): Wire {
  return options.platform.hasNumbers ? whatsappWire : messagingWire;
}
