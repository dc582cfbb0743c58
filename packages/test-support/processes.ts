import { createHandover, type HandoverOptions } from '@handover/core';
import type { Store } from '@handover/core/store';
import { type DeliveryOptions, delivery, signedRequest, type TestClock, testClock } from '@handover/testkit';
import type { Harness } from './harness.ts';
import { lastingStore } from './lasting-store.ts';
import { APP, SECRET } from './make-bot.ts';
import { memoryLogger } from './memory-logger.ts';
import { scriptedClient } from './scripted-client.ts';
import { type Around, wrappedStore } from './wrapped-store.ts';

/** A memory store that claims to outlive its processes. */
export function durableStore(around: Around = (_name, _args, operation) => operation()): Store {
  return wrappedStore(lastingStore(), around);
}

/** A process of a bot, with what its tests look at. */
export interface Process extends Omit<Harness, 'clock'> {
  /** Its own clock: while it stands still, the process is as good as dead. */
  readonly clock: LeapingClock;
  /** Texts that it sent, in order. */
  readonly sent: () => readonly unknown[];
  /** Names of the calls that it made, in order. */
  readonly called: () => readonly string[];
  /** Delivers what {@link delivery} makes. */
  bring(options: DeliveryOptions): ReturnType<Harness['deliver']>;
}

/** A clock that can also leap: what a process sees that was stopped and goes on, with its timers still to come. */
export interface LeapingClock extends TestClock {
  leap(ms: number): void;
}

/** A process of a bot. Those on one store are processes of the same bot. */
export function startProcess(options: Partial<HandoverOptions> = {}): Process {
  const clock = leapingClock();
  const client = scriptedClient(clock);
  const logger = memoryLogger();
  const bot = createHandover({ appId: APP, appSecret: SECRET, client, routing: 'on', clock, logger, ...options });
  const deliver: Harness['deliver'] = (body) => bot.handle(signedRequest(body, SECRET));
  return {
    bot,
    clock,
    client,
    logger,
    deliver,
    bring: (wanted) => deliver(delivery(wanted)),
    sent: () =>
      client.calls.flatMap(({ name, args }) =>
        name === 'sendMessage' ? [(args[1] as { readonly text?: unknown }).text] : [],
      ),
    called: () => client.calls.map(({ name }) => name),
  };
}

function leapingClock(): LeapingClock {
  const clock = testClock();
  let leapt = 0;
  return {
    now: () => clock.now() + leapt,
    setTimeout: (...args) => clock.setTimeout(...args),
    clearTimeout: (handle) => clock.clearTimeout(handle),
    advance: (ms) => clock.advance(ms),
    get timers() {
      return clock.timers;
    },
    leap(ms) {
      leapt += ms;
    },
  };
}

/** Moves the clocks of several processes on together, in small steps. */
export async function advanceAll(processes: readonly Process[], ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 250) {
    for (const { clock } of processes) await clock.advance(Math.min(250, left));
  }
}
