import { OptionError } from '../option-error.ts';
import { readClock } from './clock-reader.ts';
import { createShiftingTimers, type FollowingTimer } from './shifting-timers.ts';

/** A clock for a bot under development. It follows the clock of a sandbox in another process. */
export interface FollowingClock {
  /** The sandbox's time in milliseconds since 1970. Until the first reading, the system's time. */
  now(): number;
  /** Runs `callback` once the time has moved by `delayMs`, also by a jump. */
  setTimeout(callback: () => void, delayMs: number): FollowingTimer;
  /** Cancels a timer. Ignores anything that is not the handle of a waiting timer. */
  clearTimeout(handle: unknown): void;
  /** Resolves at the first reading of the sandbox's clock, or at `close`. Never rejects. */
  readonly ready: Promise<void>;
  /** True while there is a connection to the sandbox. */
  readonly following: boolean;
  /** Stops following. The time and the timers continue from here at the pace of the system's clock. */
  close(): void;
}

/**
 * Gives a bot in another process the time of a sandbox, so that "+1 h" on the page fires the bot's timers: once the
 * sandbox's clock has arrived, all due timers run, one after the other. If the clock goes back, as at a reset, timers
 * keep their remaining time.
 *
 * Without a connection, the time continues from the last reading at the pace of the system's clock, and the clock keeps
 * trying to reach the sandbox. The first failure emits a process warning (code `HANDOVER_SANDBOX_CLOCK`). The
 * connection does not keep the process alive; timers do, like the system's.
 *
 * @param url The sandbox's address: `sandbox.url`, or the bot's GRAPH_URL.
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
      // Shift timers set in the system's time, and all timers after a step back: else they could wait for hours.
      timers.put(now, runs, !wasRead || now < timers.now());
      wasRead = true;
      resolveReady();
    },
    onLost(why) {
      stopFollowing();
      if (hasWarned) return;
      hasWarned = true;
      process.emitWarning(
        `sandboxClock: ${address.origin} ${why}; using the system's clock until the sandbox can be followed`,
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

/** Address of the clock's events. A proxy may have put the sandbox under a path. */
function addressOf(url: string): URL {
  const base = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new OptionError('sandboxClock: url must be the http address of a sandbox, like http://127.0.0.1:7070');
  }
  return new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}/_sandbox/clock/events`);
}
