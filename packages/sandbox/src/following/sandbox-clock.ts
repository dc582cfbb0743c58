import { OptionError } from '../option-error.ts';
import { readClock } from './clock-reader.ts';
import { createShiftingTimers, type FollowingTimer } from './shifting-timers.ts';

/** A clock for a bot in development that follows the clock of a sandbox in another process. */
export interface FollowingClock {
  /** The sandbox's time in milliseconds since 1970; the system's until it was read. */
  now(): number;
  /** Runs `callback` once the time has moved by `delayMs`, be it by a jump. */
  setTimeout(callback: () => void, delayMs: number): FollowingTimer;
  /** Ends a timer; anything that is no handle of a waiting timer is ignored. */
  clearTimeout(handle: unknown): void;
  /** Resolves once the sandbox's clock was read for the first time, or with `close`; never rejects. */
  readonly ready: Promise<void>;
  /** True while there is a connection to the sandbox. */
  readonly following: boolean;
  /** Stops following. The time goes on from where it is by the system's, and timers with it. */
  close(): void;
}

/**
 * Gives a bot that runs in a process of its own the time of a sandbox, so that its timers ring after "+1 h" on the page:
 * all that have fallen due, one after the other, once the sandbox's clock has arrived. When the clock goes back, as by a
 * reset, timers keep what is left of their time.
 *
 * Without a connection the time goes on by the system's, from the last reading on, and the sandbox is tried again until it
 * answers; the first time a warning of the process says so (code `HANDOVER_SANDBOX_CLOCK`). The connection keeps no
 * process alive, and timers do so as the system's do.
 *
 * @param url The sandbox's address: `sandbox.url`, or what the bot has as GRAPH_URL.
 * @throws {OptionError} It is no http or https address.
 * @example
 * const clock = sandboxClock(graphUrl);
 * const bot = createHandover({ ...options, clock });
 */
export function sandboxClock(url: string): FollowingClock {
  const address = addressOf(url);
  const timers = createShiftingTimers();
  let following = false;
  let wasRead = false;
  let hasWarned = false;
  let resolveReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    resolveReady = resolve;
  });

  function stopFollowing(): void {
    following = false;
    timers.put(timers.now(), true, false);
  }

  const stopReading = readClock(address, {
    onReading(now, runs) {
      following = true;
      // What was set before the first reading was meant by the system's time, and what goes back would take hours.
      timers.put(now, runs, !wasRead || now < timers.now());
      wasRead = true;
      resolveReady();
    },
    onLost(why) {
      stopFollowing();
      if (hasWarned) return;
      hasWarned = true;
      process.emitWarning(
        `sandboxClock: ${address.origin} ${why}; until it can be followed, the system's clock counts`,
        {
          code: 'HANDOVER_SANDBOX_CLOCK',
        },
      );
    },
  });

  return {
    now: timers.now,
    setTimeout: timers.set,
    clearTimeout: timers.clear,
    ready,
    get following() {
      return following;
    },
    close() {
      stopReading();
      stopFollowing();
      resolveReady();
    },
  };
}

/** Below the sandbox's address, which a proxy may have put under a path. */
function addressOf(url: string): URL {
  const base = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new OptionError('sandboxClock: url must be the http address of a sandbox, like http://127.0.0.1:7070');
  }
  return new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}/_sandbox/clock/events`);
}
