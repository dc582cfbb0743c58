import { checkKnownKeys, OptionError, type Thread } from '@handover/core';
import { checkLimit } from './options.ts';
import type { States } from './states.ts';

/** Limits of one thread. A missing limit defaults to the plugin's option. */
export interface TakebackLimits {
  /** How long after a person's last reply the thread comes back, in ms. */
  readonly afterMs?: number;
  /** How long to wait for a person's first reply, in ms. @default the option; without it `afterMs` */
  readonly unclaimedAfterMs?: number;
}

/** The takeback of one thread. If the event names no person, every call rejects with an {@link OptionError}. */
export interface ThreadTakeback {
  /**
   * Sets the thread's own limits for this ownership and later ones. They replace limits set before; `{}` restores the
   * options. The store keeps them until nothing has happened in the thread for 31 days. Rejects with an
   * {@link OptionError} that names a wrong limit.
   */
  set(limits: TakebackLimits): Promise<void>;
  /**
   * Leaves the thread to its present owner until the owner changes. Resolves to `true` if there was a takeback to
   * cancel, and to `false` if no other app is known to own the thread or the thread is just coming back.
   */
  cancel(): Promise<boolean>;
  /**
   * Resolves to when the thread will come back, or `undefined` if it is not due to come back. A reply moves that time.
   */
  dueAt(): Promise<Date | undefined>;
}

/** The takeback of `thread`. */
export function threadTakeback(thread: Thread, states: States): ThreadTakeback {
  function checkPerson(): void {
    if (thread.userId !== '') return;
    throw new OptionError(
      'thread',
      'This event names no person, so there is no thread to take back: look at event.userId first',
    );
  }

  return {
    async set(wanted) {
      checkPerson();
      if (typeof wanted !== 'object' || wanted === null) {
        throw new OptionError(
          'afterMs',
          'takeback.set needs limits: { afterMs, unclaimedAfterMs }, or {} to restore the options',
        );
      }
      checkKnownKeys(wanted, ['afterMs', 'unclaimedAfterMs'], 'takeback.set');
      const { afterMs, unclaimedAfterMs } = wanted;
      checkLimit('afterMs', afterMs);
      checkLimit('unclaimedAfterMs', unclaimedAfterMs);
      const limits = {
        ...(afterMs !== undefined ? { afterMs } : {}),
        ...(unclaimedAfterMs !== undefined ? { unclaimedAfterMs } : {}),
      };
      await states.apply(thread, { kind: 'limits', limits });
    },

    async cancel() {
      checkPerson();
      const { timer } = await states.apply(thread, { kind: 'cancelled' });
      return timer === 'off';
    },

    async dueAt() {
      checkPerson();
      return states.dueAt(thread);
    },
  };
}
