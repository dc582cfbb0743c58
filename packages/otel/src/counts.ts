import type { HandoverChannels } from '@handover/core';
import type { Attributes } from '@opentelemetry/api';
import { type CallEnded, listen, listenToCalls } from './channels.ts';
import type { Instruments } from './instruments.ts';

/** Adds to the metrics what a bot and the clients of the process publish; returns the undo. */
export function countMessages(botId: string, instruments: Instruments): () => void {
  const stops = [
    listen('handover:delivery', botId, (message) => countDelivery(message, instruments)),
    listen('handover:event', botId, (message) => countEvent(message, instruments)),
    listen('handover:send', botId, (message) => countSend(message, instruments)),
    listenToCalls(botId, (call) => countCall(call, instruments)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function countDelivery(message: HandoverChannels['handover:delivery'], { deliveries }: Instruments): void {
  if (message.phase !== 'end') return;
  deliveries.add(1, { 'http.response.status_code': message.status, 'handover.early': message.isEarly });
}

function countEvent(message: HandoverChannels['handover:event'], { handlerDuration, deadLetters }: Instruments): void {
  const attributes: Attributes = { 'handover.platform': message.platform, 'handover.event.kind': message.kind };
  if (message.phase === 'run') {
    const { handlerMs, failure } = message;
    handlerDuration.record(
      handlerMs / 1_000,
      failure === undefined ? attributes : { ...attributes, 'error.type': failure },
    );
  } else if (message.phase === 'end' && message.outcome === 'dead_letter') deadLetters.add(1, attributes);
}

function countSend(message: HandoverChannels['handover:send'], { talkoversPrevented }: Instruments): void {
  const { of, platform, reason } = message;
  // Typing is no talk, and neither is a hand-over without a message.
  if (of !== 'message' || reason === undefined) return;
  talkoversPrevented.add(1, { 'handover.platform': platform, 'handover.reason': reason });
}

function countCall({ method, path, status, outcome, durationMs }: CallEnded, { callDuration }: Instruments): void {
  callDuration.record(durationMs / 1_000, {
    'http.request.method': method,
    'url.template': path,
    ...(status === undefined ? {} : { 'http.response.status_code': status }),
    ...(outcome === 'ok' ? {} : { 'error.type': outcome }),
  });
}
