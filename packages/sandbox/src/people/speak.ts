import type { Effects } from '../state/effects.ts';
import { type PersonState, remember } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { echoEvent } from '../webhooks/items.ts';
import type { Said } from './person.ts';

/** A message from one of Meta's own apps, sent without a Graph call. */
export interface SpokenByMeta {
  /** The inbox, or Meta's AI. */
  appId: string;
  text: string;
  /** An automation wrote it. */
  ai: boolean;
  /** What the echo has besides the text. */
  marks?: { ai_generated?: true; metadata?: string };
}

/** Adds a message of one of Meta's apps to the thread, on both sides, and echoes it to the developers' apps. */
export function speak(
  world: World,
  effects: Effects,
  person: PersonState,
  { appId, text, ai, marks = {} }: SpokenByMeta,
): Said {
  const mid = world.newMid();
  const echo = echoEvent(world, person, appId, { mid, text, ...marks });
  const limit = world.options.limits.messagesPerThread;
  const stored = { mid, at: echo.time, from: appId, edits: 0, text };
  remember(person.messages, ai ? { ...stored, ai } : stored, limit);
  remember(person.received, { mid, at: echo.time, appId, text }, limit);
  person.typing = null;
  effects.tell(person, echo);
  return { mid, timestamp: echo.time };
}
