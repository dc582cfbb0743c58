import compose from 'koa-compose';
import { within } from '../clock.ts';
import { asError, HandlerTimeoutError } from '../errors.ts';
import { ANSWERABLE, type HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { Context, HandoverFailure, Middleware } from '../plugin.ts';
import type { Clock, Logger } from '../ports.ts';
import { deadlines } from './deadlines.ts';

type Handler = (payload: never) => unknown;

/** Who is called for what. */
export interface Dispatcher {
  on(name: string, handler: Handler): () => void;
  use(middleware: Middleware): void;
  /** Runs the middleware and the handlers of an event; tells the failures, which have been reported. */
  run(context: Context): Promise<readonly Error[]> | readonly Error[];
  /** How many handlers a name has. */
  count(name: string): number;
  /** Calls the handlers of a derived event, one after the other; their failures are reported. */
  emit(name: string, payload: object): Promise<void>;
  /** Emits `error`, or logs it where nobody listens. */
  report(failure: HandoverFailure): Promise<void>;
}

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly handlerTimeoutMs: number;
}

const NONE: readonly Error[] = [];
/** More than the timers of Node can count would be no time at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function dispatcher({ clock, logger, handlerTimeoutMs }: DispatcherOptions): Dispatcher {
  const handlers = new Map<string, readonly Handler[]>();
  const middleware: Middleware[] = [];
  const limits = deadlines(clock, handlerTimeoutMs);
  let composed: ((context: Context, next: () => Promise<void>) => Promise<void>) | undefined;

  function on(name: string, handler: Handler): () => void {
    if (typeof handler !== 'function') throw new TypeError(`on('${name}') needs a function to call`);
    // Copied, so that a handler added while another runs does not join the round.
    handlers.set(name, [...(handlers.get(name) ?? []), handler]);
    return () => {
      const left = handlers.get(name) ?? [];
      const index = left.indexOf(handler);
      if (index >= 0) handlers.set(name, left.toSpliced(index, 1));
    };
  }

  /** Calls one handler; what it promises is waited for at most `handlerTimeoutMs`. */
  function call(handler: Handler, payload: unknown): Promise<unknown> | undefined {
    const result: unknown = (handler as (payload: unknown) => unknown)(payload);
    return isPromise(result) ? inTime(Promise.resolve(result)) : undefined;
  }

  async function inTime(pending: Promise<unknown>): Promise<void> {
    const ended = await limits.start().or(pending.then(() => true));
    if (ended === undefined) throw new HandlerTimeoutError(handlerTimeoutMs);
  }

  async function report(failure: HandoverFailure): Promise<void> {
    const listening = handlers.get('error') ?? [];
    if (listening.length === 0) {
      const { kind, lane, platform, pageId } = failure.event ?? {};
      logger.error({ event: { kind, lane, platform, pageId }, error: errorFields(failure.error) }, 'A handler failed');
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
  function* matching(event: HandoverEvent): Generator<Handler> {
    if (!(event.standby && ANSWERABLE.has(event.kind))) yield* handlers.get(event.kind) ?? [];
    if (event.standby) {
      yield* handlers.get(`standby:${event.kind}`) ?? [];
      yield* handlers.get('standby') ?? [];
    }
    yield* handlers.get('*') ?? [];
  }

  async function failed(context: Context, thrown: unknown, failures: Error[]): Promise<void> {
    const error = asError(thrown);
    failures.push(error);
    await report({ error, event: context.event, ...(context.thread.userId === '' ? {} : { thread: context.thread }) });
  }

  /** One after the other, so that a later handler sees what an earlier one did to the thread. */
  async function callAll(context: Context, failures: Error[]): Promise<void> {
    for (const handler of matching(context.event)) {
      try {
        const pending = call(handler, context);
        if (pending !== undefined) await pending;
      } catch (thrown) {
        await failed(context, thrown, failures);
      }
    }
  }

  async function runAll(context: Context): Promise<readonly Error[]> {
    const failures: Error[] = [];
    if (composed === undefined) {
      await callAll(context, failures);
    } else {
      try {
        // Room for the time-outs of all handlers inside it: this one ends a middleware that itself never does.
        const inside = [...matching(context.event)].length + 1;
        const timeoutMs = Math.min(handlerTimeoutMs * inside, LONGEST_TIMER_MS);
        const layers = composed(context, () => callAll(context, failures));
        await within(clock, layers, timeoutMs, () => new HandlerTimeoutError(timeoutMs));
      } catch (thrown) {
        await failed(context, thrown, failures);
      }
    }
    return failures;
  }

  return {
    on,
    use(added) {
      middleware.push(added);
      composed = compose(middleware.map((layer) => async (context: Context, next) => layer(context, next)));
    },
    run(context) {
      if (composed === undefined && matching(context.event).next().done === true) return NONE;
      return runAll(context);
    },
    count: (name) => handlers.get(name)?.length ?? 0,
    async emit(name, payload) {
      for (const handler of handlers.get(name) ?? []) {
        try {
          await call(handler, payload);
        } catch (thrown) {
          const { thread, event } = payload as Partial<HandoverFailure>;
          await report({
            error: asError(thrown),
            ...(event !== undefined ? { event } : {}),
            ...(thread !== undefined ? { thread } : {}),
          });
        }
      }
    },
    report,
  };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
