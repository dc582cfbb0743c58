import { within } from '../clock.ts';
import { asError, HandlerTimeoutError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import type { HandoverFailure, HoldHook } from '../plugin.ts';
import type { Clock } from '../ports.ts';
import type { Thread } from './thread.ts';

/** What holds are looked up with. */
export interface HoldsOptions {
  readonly clock: Clock;
  /** How long a hook may take, in ms. */
  readonly handlerTimeoutMs: number;
  readonly hooks: readonly HoldHook[];
  /** Gets the failure of a hook that has not answered in time. */
  readonly report: (failure: HandoverFailure) => Promise<void>;
}

/** A hold that is on. */
export interface Hold {
  /** When it ends, where the hook says so. */
  readonly until?: Date;
}

/** Looks whether a plugin keeps this app quiet in a thread that no other app owns. */
export class Holds {
  constructor(private readonly options: HoldsOptions) {}

  /**
   * The first hold that is on, or `undefined`. Rejects if a hook fails. A hook that does not answer in time counts as a hold, since silence is
   * the safe mistake.
   *
   * @param thread A handle whose `state()` asks no hooks.
   */
  async on(thread: Thread, event?: HandoverEvent): Promise<Hold | undefined> {
    const { clock, handlerTimeoutMs, hooks, report } = this.options;
    for (const hook of hooks) {
      // A turn later, so that a hook that throws at once fails as one that rejects.
      const context = { thread, now: clock.now(), ...(event === undefined ? {} : { event }) };
      const asked = Promise.resolve().then(() => hook(context));
      try {
        const answer = await within(clock, asked, handlerTimeoutMs, () => new HandlerTimeoutError(handlerTimeoutMs));
        if (answer === true) return {};
        // Programs without types may answer nothing at all.
        if (answer) return answer;
      } catch (thrown) {
        if (!(thrown instanceof HandlerTimeoutError)) throw thrown;
        await report({ error: asError(thrown), thread, ...(event === undefined ? {} : { event }) });
        return {};
      }
    }
    return undefined;
  }
}
