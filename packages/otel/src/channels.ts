import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { HandoverChannels, Platform } from '@handover/core';

/** What `@handover/client` publishes on `handover:call`, as far as it is used here. Core and this package know no client. */
export interface CallEnded {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly method: string;
  readonly path: string;
  readonly pageId: string;
  readonly platform: Platform;
  readonly attempts: number;
  readonly status?: number;
  readonly outcome: string;
}

/** Listens to what one bot publishes; returns the undo. */
export function listen<Name extends keyof HandoverChannels>(
  name: Name,
  botId: string,
  hear: (message: HandoverChannels[Name]) => void,
): () => void {
  const listener = (message: unknown): void => {
    const { botId: from } = message as HandoverChannels[Name];
    if (from === botId) hear(message as HandoverChannels[Name]);
  };
  subscribe(name, listener);
  return () => void unsubscribe(name, listener);
}

type HearCall = (call: CallEnded) => void;

/** Who listens to the calls of this process, by bot, in the order in which the bots began to. */
const listeners = new Map<string, Set<HearCall>>();

function hearCall(message: unknown): void {
  const [first = []] = listeners.values();
  for (const hear of first) hear(message as CallEnded);
}

/**
 * Listens to the calls of this process, for a bot; returns the undo. A call names no bot, so of several bots only the one
 * that has listened longest hears it.
 */
export function listenToCalls(botId: string, hear: HearCall): () => void {
  if (listeners.size === 0) subscribe('handover:call', hearCall);
  const ofBot = listeners.get(botId) ?? new Set();
  listeners.set(botId, ofBot.add(hear));
  return () => {
    ofBot.delete(hear);
    if (ofBot.size === 0) listeners.delete(botId);
    if (listeners.size === 0) unsubscribe('handover:call', hearCall);
  };
}
