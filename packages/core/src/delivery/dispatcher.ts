import compose from 'koa-compose';
import { isThenable, within } from '../clock.ts';
import type { Warnings } from '../diagnosis/warnings.ts';
import { asError, HandlerTimeoutError } from '../errors.ts';
import { ANSWERABLE, type HandoverEvent } from '../events.ts';
import { errorFields, handlerErrorFields } from '../logger.ts';
import type { Context, HandoverFailure, Middleware } from '../plugin.ts';
import type { Awaitable, Clock, Logger } from '../ports.ts';
import { textsIn } from '../wire/texts-in.ts';
import { deadlines } from './deadlines.ts';

type Handler = (payload: never) => unknown;

/** Who is called for what. */
export interface Dispatcher {
  /** True while a handler, a middleware or a hook runs that has not waited for anything yet. */
  readonly isCalling: boolean;
  /** Calls what is no handler and may deliver something as well. */
  calling<Result>(work: () => Result): Result;
  on(name: string, handler: Handler): () => void;
  /** Calls `handler` for events of a kind while no handler is registered for that kind. */
  otherwise(kind: string, handler: Handler): void;
  use(middleware: Middleware): void;
  /** Runs the middleware and the handlers of an event; tells the failures, which have been reported. */
  run(context: Context): Awaitable<readonly Error[]>;
  /** How many handlers a name has. */
  count(name: string): number;
  /** Calls the handlers of a derived event, one after the other; their failures are reported. Never throws or rejects. */
  emit(name: string, payload: object): Awaitable<void>;
  /** Emits `error`, or logs it where nobody listens. */
  report(failure: HandoverFailure): Promise<void>;
}

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly warnings: Warnings;
  readonly handlerTimeoutMs: number;
}

/** What handlers are called with: of an event, or derived from some. */
type Payload = Partial<Omit<HandoverFailure, 'error'>>;

const NONE: readonly Error[] = [];
const NOBODY_LISTENS: readonly Handler[] = [];
/** A middleware that has called `next` for none of so many events is taken for one that never will. */
const EVENTS_WATCHED = 10;
/** More than the timers of Node can count would be no time at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function dispatcher({ clock, logger, warnings, handlerTimeoutMs }: DispatcherOptions): Dispatcher {
  const handlers = new Map<string, readonly Handler[]>();
  const fallbacks = new Map<string, readonly Handler[]>();
  const middleware: Middleware[] = [];
  /** The handlers of each kind, put together once; those of events that may be answered, and of those that may not. */
  const onActive = new Map<string, readonly Handler[]>();
  const onStandby = new Map<string, readonly Handler[]>();
  const limits = deadlines(clock, handlerTimeoutMs);
  let calling = false;
  let composed: ((context: Context, next: () => Promise<void>) => Promise<void>) | undefined;

  function on(name: string, handler: Handler): () => void {
    if (typeof handler !== 'function') throw new TypeError(`on('${name}') needs a function to call`);
    // Copied, so that a handler added while another runs does not join the round.
    set(name, [...(handlers.get(name) ?? []), handler]);
    return () => {
      const left = handlers.get(name) ?? [];
      const index = left.indexOf(handler);
      if (index >= 0) set(name, left.toSpliced(index, 1));
    };
  }

  function set(name: string, list: readonly Handler[]): void {
    handlers.set(name, list);
    onActive.clear();
    onStandby.clear();
  }

  function callingOut<Result>(work: () => Result): Result {
    const outer = calling;
    calling = true;
    try {
      return work();
    } finally {
      calling = outer;
    }
  }

  /** Calls one handler; what it promises is waited for at most `handlerTimeoutMs`. */
  function call(handler: Handler, payload: unknown): Promise<unknown> | undefined {
    const result = callingOut(() => (handler as (payload: unknown) => unknown)(payload));
    if (!isThenable(result)) return undefined;
    const pending = result instanceof Promise ? result : Promise.resolve(result);
    return limits.start().orFail(pending, late);
  }

  function late(): Error {
    return new HandlerTimeoutError(handlerTimeoutMs);
  }

  async function report(failure: HandoverFailure): Promise<void> {
    const listening = handlers.get('error') ?? [];
    if (listening.length === 0) {
      const { event, thread } = failure;
      const { id, kind, lane, raw } = event ?? {};
      const { platform, pageId, userId } = event ?? thread ?? {};
      const error = handlerErrorFields(failure.error, textsIn(raw));
      logger.error({ event: { id, kind, lane, platform, pageId, userId }, error }, 'A handler failed');
    }
    for (const handler of listening) {
      try {
        await call(handler, failure);
      } catch (error) {
        logger.error({ error: errorFields(asError(error)) }, 'A handler of "error" failed itself');
      }
    }
  }

  /** The handlers of an event: those of its names, in the order in which they were registered under each. */
  function matching({ kind, standby }: HandoverEvent): readonly Handler[] {
    const lists = standby ? onStandby : onActive;
    let list = lists.get(kind);
    if (list === undefined) {
      const own = handlers.get(kind) ?? [];
      list = [
        ...(standby && ANSWERABLE.has(kind) ? [] : own.length > 0 ? own : (fallbacks.get(kind) ?? [])),
        ...(standby ? [...(handlers.get(`standby:${kind}`) ?? []), ...(handlers.get('standby') ?? [])] : []),
        ...(handlers.get('*') ?? []),
      ];
      lists.set(kind, list);
    }
    return list;
  }

  async function failed({ event, thread }: Payload, thrown: unknown): Promise<Error> {
    const error = asError(thrown);
    const isNamed = thread !== undefined && thread.userId !== '';
    await report({ error, ...(event === undefined ? {} : { event }), ...(isNamed ? { thread } : {}) });
    return error;
  }

  /**
   * One after the other, so that a later handler sees what an earlier one did to the thread. Over at once where none has
   * anything to wait for.
   */
  function callAll(
    payload: Payload,
    list: readonly Handler[],
    failures: readonly Error[],
    first: number,
  ): Awaitable<readonly Error[]> {
    for (let index = first; index < list.length; index += 1) {
      const handler = list[index];
      if (handler === undefined) continue;
      try {
        const pending = call(handler, payload);
        if (pending !== undefined) return callRest(payload, list, failures, index + 1, pending);
      } catch (thrown) {
        return callRest(payload, list, failures, index + 1, Promise.reject(thrown));
      }
    }
    return failures;
  }

  async function callRest(
    payload: Payload,
    list: readonly Handler[],
    failures: readonly Error[],
    next: number,
    pending: Promise<unknown>,
  ): Promise<readonly Error[]> {
    try {
      await pending;
    } catch (thrown) {
      return callAll(payload, list, [...failures, await failed(payload, thrown)], next);
    }
    return callAll(payload, list, failures, next);
  }

  async function runLayers(
    layers: (context: Context, next: () => Promise<void>) => Promise<void>,
    context: Context,
    list: readonly Handler[],
  ): Promise<readonly Error[]> {
    let failures = NONE;
    try {
      // Room for the time-outs of all handlers inside it: this one ends a middleware that itself never does.
      const timeoutMs = Math.min(handlerTimeoutMs * (list.length + 1), LONGEST_TIMER_MS);
      const run = layers(context, async () => {
        failures = await callAll(context, matching(context.event), NONE, 0);
      });
      await within(clock, run, timeoutMs, () => new HandlerTimeoutError(timeoutMs));
    } catch (thrown) {
      return [...failures, await failed(context, thrown)];
    }
    return failures;
  }

  /** The middleware, watched for its first events: one that never calls `next` keeps all handlers from running. */
  function watched(layer: Middleware): Middleware {
    let isOver = false;
    let seen = 0;
    async function watch(context: Context, next: () => Promise<void>): Promise<void> {
      await layer(context, () => {
        isOver = true;
        return next();
      });
      seen += 1;
      if (isOver || seen < EVENTS_WATCHED) return;
      isOver = true;
      warnings.warn('middleware_without_next', { fields: { middleware: layer.name || 'anonymous' } });
    }
    return (context, next) => (isOver ? layer(context, next) : watch(context, next));
  }

  return {
    get isCalling() {
      return calling;
    },
    calling: callingOut,
    on,
    otherwise: (kind, handler) => void fallbacks.set(kind, [handler]),
    use(added) {
      middleware.push(watched(added));
      composed = compose(
        middleware.map((layer) => async (context: Context, next) => callingOut(() => layer(context, next))),
      );
    },
    run(context) {
      const list = matching(context.event);
      if (composed !== undefined) return runLayers(composed, context, list);
      return callAll(context, list, NONE, 0);
    },
    count: (name) => handlers.get(name)?.length ?? 0,
    emit(name, payload) {
      const running = callAll(payload, handlers.get(name) ?? NOBODY_LISTENS, NONE, 0);
      return running instanceof Promise ? running.then(() => undefined) : undefined;
    },
    report,
  };
}
