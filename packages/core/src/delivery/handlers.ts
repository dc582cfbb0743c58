import compose from 'koa-compose';
import { isThenable, within } from '../clock.ts';
import type { Warnings } from '../diagnosis/warnings.ts';
import { asError, HandlerTimeoutError, OptionError } from '../errors.ts';
import { ANSWERABLE, type HandoverEvent } from '../events.ts';
import { errorFields, handlerErrorFields } from '../logger.ts';
import type { Context, HandoverFailure, Middleware } from '../plugin.ts';
import type { Clock, Logger } from '../ports.ts';
import type { EventRun } from '../thread/event-run.ts';
import type { Latch } from '../thread/lanes.ts';
import { textsIn } from '../wire/texts-in.ts';

type Handler = (payload: never) => unknown;

type Layers = (context: Context, next: () => Promise<void>) => Promise<void>;

/** What handlers are called with. */
export interface HandlersOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly warnings: Warnings;
  readonly handlerTimeoutMs: number;
}

/** One call of the handlers of an event. */
export interface EventCall {
  /** Opens once there is something to wait for. */
  readonly started: Latch;
  /** Aborted where a handler does not end in time. */
  readonly run: Pick<EventRun, 'abort'>;
  /** Without the bot's own handlers of its kind: only those of plugins. @default false */
  readonly isGathered?: boolean;
}

/** The parts of a payload that the log names when its handler fails. */
type Payload = Partial<Omit<HandoverFailure, 'error'>>;

const NONE: readonly Error[] = [];
/** After this many events without a call of `next`, a middleware is reported as one that never calls it. */
const EVENTS_WATCHED = 10;
/** The longest timeout of Node: a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The handlers and the middleware of a bot. */
export class Handlers {
  readonly #handlers = new Map<string, readonly Handler[]>();
  readonly #fallbacks = new Map<string, readonly Handler[]>();
  readonly #ofPlugins = new WeakSet<Handler>();
  readonly #middleware: Middleware[] = [];
  #layers: Layers | undefined;

  constructor(private readonly options: HandlersOptions) {}

  /**
   * Adds a handler for a name; returns a function that removes it.
   *
   * @param isPlugins Whether a plugin adds it in its `setup`.
   */
  on(name: string, handler: Handler, isPlugins = false): () => void {
    if (typeof handler !== 'function') throw new OptionError('handler', `on('${name}') needs a function to call`);
    if (isPlugins) this.#ofPlugins.add(handler);
    // Copied, so that a handler added during a run is not called in that run.
    this.#handlers.set(name, [...this.#of(name), handler]);
    return () => {
      const left = this.#of(name);
      const index = left.indexOf(handler);
      if (index >= 0) this.#handlers.set(name, left.toSpliced(index, 1));
    };
  }

  /** Calls `handler` for events of a kind while no handler is registered for that kind. */
  otherwise(kind: string, handler: Handler): void {
    this.#fallbacks.set(kind, [handler]);
  }

  /** Adds a middleware around the handlers of every event. */
  use(added: Middleware): void {
    this.#middleware.push(watched(added, this.options.warnings));
    this.#layers = compose(this.#middleware);
  }

  /** How many handlers a name has. */
  count(name: string): number {
    return this.#of(name).length;
  }

  /** Runs the middleware and the handlers of an event. Resolves to the failures, which have been reported. */
  run(context: Context, call: EventCall): Promise<readonly Error[]> {
    const list = this.#matching(context.event, call.isGathered);
    if (this.#layers === undefined) return this.#callAll(context, list, call);
    const running = this.#runLayers(this.#layers, context, list, call);
    call.started.open();
    return running;
  }

  /** Calls the handlers of an event that a plugin makes from several. Resolves to the failures, already reported. */
  call(name: string, context: Context, run: Pick<EventRun, 'abort'>): Promise<readonly Error[]> {
    return this.#callAll(context, this.#of(name), { run });
  }

  /** Calls the handlers of a derived event, one after the other; their failures are reported. Never rejects. */
  async emit(name: string, payload: object): Promise<void> {
    await this.#callAll(payload, this.#of(name));
  }

  /** Emits `error`, or logs it where no handler is registered for that. */
  async report(failure: HandoverFailure): Promise<void> {
    const { logger, clock, handlerTimeoutMs } = this.options;
    const listening = this.#of('error');
    if (listening.length === 0) {
      const { event, thread } = failure;
      const { id, kind, lane, raw } = event ?? {};
      const { platform, pageId, userId } = event ?? thread ?? {};
      const error = handlerErrorFields(failure.error, textsIn(raw));
      logger.error({ event: { id, kind, lane, platform, pageId, userId }, error }, 'A handler failed');
    }
    for (const handler of listening) {
      try {
        const reporting = Promise.resolve((handler as (failure: HandoverFailure) => unknown)(failure));
        await within(clock, reporting, handlerTimeoutMs, () => new HandlerTimeoutError(handlerTimeoutMs));
      } catch (error) {
        logger.error({ error: errorFields(asError(error)) }, 'A handler of "error" failed');
      }
    }
  }

  #of(name: string): readonly Handler[] {
    return this.#handlers.get(name) ?? [];
  }

  /** The handlers of an event: those of its names, in the order in which they were registered under each. */
  #matching({ kind, standby }: HandoverEvent, isGathered = false): readonly Handler[] {
    const all = this.#of(kind);
    const own = isGathered ? all.filter((handler) => this.#ofPlugins.has(handler)) : all;
    return [
      ...(standby && ANSWERABLE.has(kind) ? [] : own.length > 0 ? own : (this.#fallbacks.get(kind) ?? [])),
      ...(standby ? [...this.#of(`standby:${kind}`), ...this.#of('standby')] : []),
      ...this.#of('*'),
    ];
  }

  /** One after the other, so that a later handler sees what an earlier one did to the thread. */
  async #callAll(
    payload: Payload,
    list: readonly Handler[],
    { started, run }: { readonly started?: Latch; readonly run?: Pick<EventRun, 'abort'> } = {},
  ): Promise<readonly Error[]> {
    const { clock, handlerTimeoutMs } = this.options;
    let failures = NONE;
    for (const handler of list) {
      try {
        const result = (handler as (payload: unknown) => unknown)(payload);
        if (!isThenable(result)) continue;
        started?.open();
        await within(clock, Promise.resolve(result), handlerTimeoutMs, () => new HandlerTimeoutError(handlerTimeoutMs));
      } catch (thrown) {
        failures = [...failures, await this.#failed(payload, thrown, run)];
      }
    }
    return failures;
  }

  async #runLayers(
    layers: Layers,
    context: Context,
    list: readonly Handler[],
    { run, isGathered }: EventCall,
  ): Promise<readonly Error[]> {
    const { clock, handlerTimeoutMs } = this.options;
    let failures = NONE;
    try {
      // Long enough for the time-outs of all handlers inside it; it ends a middleware that hangs by itself.
      const timeoutMs = Math.min(handlerTimeoutMs * (list.length + 1), LONGEST_TIMER_MS);
      const running = layers(context, async () => {
        failures = await this.#callAll(context, this.#matching(context.event, isGathered), { run });
      });
      await within(clock, running, timeoutMs, () => new HandlerTimeoutError(timeoutMs));
    } catch (thrown) {
      return [...failures, await this.#failed(context, thrown, run)];
    }
    return failures;
  }

  async #failed({ event, thread }: Payload, thrown: unknown, run?: Pick<EventRun, 'abort'>): Promise<Error> {
    const error = asError(thrown);
    if (error instanceof HandlerTimeoutError) run?.abort(error);
    const isNamed = thread !== undefined && thread.userId !== '';
    await this.report({ error, ...(event === undefined ? {} : { event }), ...(isNamed ? { thread } : {}) });
    return error;
  }
}

/** Watches the middleware during its first events: if it never calls `next`, no handler runs. */
function watched(layer: Middleware, warnings: Warnings): Middleware {
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
