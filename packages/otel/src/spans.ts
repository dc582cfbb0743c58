import type { ChannelThread, EventEnded, EventRan, EventStarted, HandoverChannels, PluginHost } from '@handover/core';
import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { type CallEnded, listen, listenToCalls } from './channels.ts';

/** The spans of an event that this process runs. */
interface EventSpans {
  readonly event: Span;
  /** That of the run under way. */
  handlers?: Span;
}

/** Deliveries whose spans later events may still belong to. */
const MOST_DELIVERIES = 1_000;

/** Makes spans of what a bot does and of the calls of the process; returns the undo. */
export function traceBot(
  bot: Pick<PluginHost, 'id' | 'clock' | 'onRun'>,
  tracer: Tracer,
  { userIds }: { readonly userIds: boolean },
): () => void {
  const deliveries = new Map<string, Span>();
  const events = new Map<string, EventSpans>();
  let isStopped = false;

  function namesOf({ platform, pageId, userId }: ChannelThread): Attributes {
    const names = { 'handover.platform': platform, 'handover.page.id': pageId };
    return userIds && userId !== undefined ? { ...names, 'handover.user.id': userId } : names;
  }

  function delivery(message: HandoverChannels['handover:delivery']): void {
    const { deliveryId, startedAt } = message;
    if (message.phase === 'start') {
      const span = tracer.startSpan('handover.delivery', { kind: SpanKind.CONSUMER, startTime: startedAt });
      deliveries.set(deliveryId, span);
      for (const id of deliveries.keys()) {
        if (deliveries.size <= MOST_DELIVERIES) break;
        deliveries.delete(id);
      }
      return;
    }
    const span = deliveries.get(deliveryId);
    const { status, events: held, isEarly, durationMs } = message;
    span?.setAttributes({
      'http.response.status_code': status,
      'handover.events': held,
      'handover.early': isEarly,
    });
    if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end(startedAt + durationMs);
    // Later events need only know where they belong.
    if (span !== undefined) deliveries.set(deliveryId, trace.wrapSpanContext(span.spanContext()));
  }

  function event(message: HandoverChannels['handover:event']): void {
    if (message.phase === 'start') begin(message);
    else if (message.phase === 'run') ran(message);
    else end(message);
  }

  function begin(message: EventStarted): void {
    const { eventId, kind, startedAt, deliveryId } = message;
    const attributes = { ...namesOf(message), ...idOf(eventId), 'handover.event.kind': kind };
    const span = tracer.startSpan('handover.event', { startTime: startedAt, attributes }, parentOf(deliveryId));
    events.set(eventId, { event: span });
  }

  function ran({ eventId, attempt, standby, failure }: EventRan): void {
    const spans = events.get(eventId);
    const span = spans?.handlers;
    span?.setAttributes({ 'handover.attempt': attempt, 'handover.standby': standby });
    if (failure !== undefined) fail(span, failure);
    span?.end(bot.clock.now());
    delete spans?.handlers;
  }

  function end(message: EventEnded): void {
    const { eventId, outcome, attempts, standby, gatheredBy, startedAt, durationMs } = message;
    const spans = outcome === 'duplicate' ? undefined : events.get(eventId);
    if (spans === undefined) return;
    events.delete(eventId);
    const { event: span, handlers } = spans;
    handlers?.end(bot.clock.now());
    span.setAttributes({
      'handover.outcome': outcome,
      'handover.attempts': attempts,
      'handover.standby': standby,
      ...(gatheredBy !== undefined && userIds ? { 'handover.gathered_by': gatheredBy } : {}),
    });
    if (outcome === 'failed' || outcome === 'dead_letter') fail(span, outcome);
    span.end(startedAt + durationMs);
  }

  /** An event from the store belongs to no delivery. */
  function parentOf(deliveryId: string | undefined): Context {
    const span = deliveryId === undefined ? undefined : deliveries.get(deliveryId);
    return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
  }

  function idOf(eventId: string | undefined): Attributes {
    // The id of an event may hold that of the person.
    return userIds && eventId !== undefined ? { 'handover.event.id': eventId } : {};
  }

  function send(message: HandoverChannels['handover:send']): void {
    const { of, outcome, reason, failure, startedAt, durationMs, eventId } = message;
    const attributes = {
      ...namesOf(message),
      ...idOf(eventId),
      'handover.send.of': of,
      'handover.outcome': outcome,
      ...(reason === undefined ? {} : { 'handover.reason': reason }),
    };
    // The context in which it is published is that of the caller.
    const span = tracer.startSpan('handover.send', { kind: SpanKind.PRODUCER, startTime: startedAt, attributes });
    if (failure !== undefined) fail(span, failure);
    span.end(startedAt + durationMs);
  }

  function call({ method, path, pageId, platform, attempts, status, outcome, startedAt, durationMs }: CallEnded): void {
    const attributes = {
      ...namesOf({ platform, pageId }),
      'http.request.method': method,
      'url.template': path,
      'handover.attempts': attempts,
      ...(status === undefined ? {} : { 'http.response.status_code': status }),
    };
    const span = tracer.startSpan(`${method} ${path}`, { kind: SpanKind.CLIENT, startTime: startedAt, attributes });
    if (outcome !== 'ok') fail(span, outcome);
    span.end(startedAt + durationMs);
  }

  // The spans that handlers make are children of the run's: no channel can make them that.
  bot.onRun(async ({ event: { id } }, next) => {
    const spans = events.get(id);
    if (isStopped || spans === undefined) return next();
    spans.handlers = tracer.startSpan(
      'handover.handlers',
      { startTime: bot.clock.now() },
      trace.setSpan(ROOT_CONTEXT, spans.event),
    );
    return context.with(trace.setSpan(context.active(), spans.handlers), next);
  });
  const stops = [
    listen('handover:delivery', bot.id, delivery),
    listen('handover:event', bot.id, event),
    listen('handover:send', bot.id, send),
    listenToCalls(bot.id, call),
  ];
  return () => {
    isStopped = true;
    for (const stop of stops) stop();
  };
}

function fail(span: Span | undefined, type: string): void {
  span?.setAttribute('error.type', type);
  span?.setStatus({ code: SpanStatusCode.ERROR });
}
