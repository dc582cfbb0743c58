import { setImmediate as nextTurn } from 'node:timers/promises';
import { createClient } from '@handover/client';
import {
  type Awaitable,
  type Clock,
  createHandover,
  grantRequests,
  type Handover,
  type HandoverEvent,
  NotThreadOwnerError,
  nodeHandler,
  type RoutingMode,
  talkToHuman,
} from '@handover/core';
import type { Scheduler } from '@handover/core/store';
import { persona } from '@handover/persona';
import type { Sandbox } from '@handover/sandbox';
import { takeback } from '@handover/takeback';
import { listening } from '@handover/test-support/http';
import { quietLogger } from '@handover/test-support/memory-logger';
import { isDefinite } from '../../packages/core/src/errors.ts';
import type { Ledger } from './ledger.ts';
import type { Memory } from './places.ts';

export const BOT = '1450077300221199';
export const DESK = '880042117756310';

const MINUTE_MS = 60_000;

/** A machine of the bot, simulated within this process. */
export interface Machine {
  readonly bot: Handover;
  /** Where it takes deliveries. */
  readonly url: string;
  /** Resolves once none of its timers runs and no look-up of the routing mode is in progress. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** The options of a machine. */
export interface MachineOptions {
  readonly sandbox: Sandbox;
  readonly memory: Memory;
  readonly routing: RoutingMode | 'auto';
  readonly ledger: Ledger;
  /** Whether the handler of this event should throw now. */
  readonly fails: (event: HandoverEvent) => boolean;
  /** Called with a name for each event or error that the bot reports. */
  readonly reported: (name: string) => void;
}

/** How long a call waits for Graph, in real ms. A call that hangs does so until the simulated time moves. */
const CALL_WITHIN_MS = 150;

/** Starts a bot with handovers, takebacks and a persona. */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const { sandbox, memory, ledger, reported } = options;
  const [app] = sandbox.apps.filter(({ id }) => id === BOT);
  const work = new Set<Promise<unknown>>();
  const scheduler = watched(memory.scheduler, work);
  const made = createClient({
    accessToken: app?.accessToken ?? '',
    appId: BOT,
    baseUrl: sandbox.url,
    timeoutMs: CALL_WITHIN_MS,
    retries: 1,
    backOffMs: 5,
    logger: { warn: () => reported('client warned') },
  });
  const client = { ...made, getRoutingStatus: () => noted(work, made.getRoutingStatus()) };
  const bot = createHandover({
    appId: BOT,
    appSecret: app?.secret ?? '',
    client,
    store: memory.store,
    scheduler,
    routing: options.routing,
    clock: clockOf(sandbox),
    logger: quietLogger,
  });

  /** Failures of the current runs, by event. */
  const failures = new Map<string, Error[]>();
  bot.on('error', ({ error, event }) => {
    reported(`error ${error.name}${'kind' in error ? ` ${String(error.kind)}` : ''}`);
    if (event !== undefined) failures.get(event.id)?.push(error);
  });
  bot.use(async ({ event, signal }, next) => {
    failures.set(event.id, []);
    await next();
    const failed = failures.get(event.id)?.some((error) => error.name !== 'HandlerTimeoutError' && !isDefinite(error));
    failures.delete(event.id);
    // Whatever else failed: once people have the thread, nothing is left to say.
    if (failed !== true || signal.reason instanceof NotThreadOwnerError) ledger.handled(event);
  });
  bot.on('dead_letter', ({ event }) => {
    reported('dead_letter');
    ledger.gaveUp(event);
  });
  bot
    .use(grantRequests())
    .use(talkToHuman({ message: 'One moment.' }))
    .use(persona({ personas: FACES, pick: ({ metadata }) => (metadata === 'vip' ? 'nora' : 'robo') }))
    .use(takeback({ afterMs: 20 * MINUTE_MS, message: 'I am back.', metadata: 'back' }))
    .on('taken_back', () => reported('taken_back'));
  bot.on('owner_changed', () => reported('owner_changed'));
  bot.on('message', async ({ event, thread }) => {
    if (options.fails(event)) throw new Error('the handler fails');
    if (event.text === 'human') return thread.handOver('inbox', { message: 'A colleague takes over.' });
    if (event.text === 'desk') return thread.handOver(DESK, { metadata: 'vip' });
    if (event.text === 'release') return thread.releaseThreadControl();
    return thread.send(`You said: ${event.text ?? 'nothing'}`);
  });

  const server = await listening(nodeHandler(bot));
  return {
    bot,
    url: server.url,
    async quiet() {
      // A look-up that was just requested begins within this turn.
      await nextTurn();
      while (work.size > 0) await Promise.allSettled(work);
    },
    async close() {
      await bot.close();
      await server.close();
      memory.close();
    },
  };
}

const FACES = {
  robo: { name: 'Robo', profilePictureUrl: 'https://acme.example/robo.png' },
  nora: { name: 'Nora', profilePictureUrl: 'https://acme.example/nora.png' },
} as const;

/** Makes a clock for a bot from the sandbox's. */
function clockOf({ clock }: Sandbox): Clock {
  return {
    now: () => clock.now(),
    setTimeout: (callback, delayMs) => clock.setTimeout(callback, delayMs),
    clearTimeout: (handle) => clock.clearTimeout(handle),
  };
}

/** Wraps a scheduler so that its running timers count as work in progress. */
function watched(inner: Scheduler, work: Set<Promise<unknown>>): Scheduler {
  return {
    start: (environment) => inner.start(environment),
    schedule: (...args) => inner.schedule(...args),
    cancel: (...args) => inner.cancel(...args),
    close: () => inner.close(),
    handle: (name, handler) =>
      inner.handle(name, (timer): Awaitable<void> => {
        const run = handler(timer);
        return run instanceof Promise ? noted(work, run) : run;
      }),
  };
}

/** Counts a promise as work in progress until it settles. */
function noted<Result>(work: Set<Promise<unknown>>, run: Promise<Result>): Promise<Result> {
  work.add(run);
  const over = (): boolean => work.delete(run);
  run.then(over, over);
  return run;
}
