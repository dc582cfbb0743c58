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

/** Those who want the calls of this process, in the order in which they came. */
const callers = new Set<(call: CallEnded) => void>();

function hearCall(message: unknown): void {
  const [first] = callers;
  first?.(message as CallEnded);
}

/**
 * Listens to the calls of this process; returns the undo. A call names no bot, so each is heard once: by the one that has
 * listened longest.
 */
export function listenToCalls(hear: (call: CallEnded) => void): () => void {
  if (callers.size === 0) subscribe('handover:call', hearCall);
  // A function of its own for each, since a set holds no value twice.
  const caller = (call: CallEnded): void => hear(call);
  callers.add(caller);
  return () => {
    callers.delete(caller);
    if (callers.size === 0) unsubscribe('handover:call', hearCall);
  };
}
