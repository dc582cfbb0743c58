import { checkKnownKeys, OptionError, type Thread } from '@handover/core';
import { checkLimit } from './options.ts';
import type { States } from './states.ts';

/** Limits of one thread; what is left out is as the options say. */
export interface TakebackLimits {
  /** How long after the last reply of a person, in ms. */
  readonly afterMs?: number;
  /** How long to wait for the first reply of a person, in ms. @default the option; without it `afterMs` */
  readonly unclaimedAfterMs?: number;
}

/** The takeback of one thread. Where an event names no person every call rejects with an {@link OptionError}. */
export interface ThreadTakeback {
  /**
   * Sets the thread's own limits, in place of those set before, for this ownership and later ones; `{}` goes back to the
   * options. Kept in the store, until nothing has happened in the thread for 31 days. Rejects with an {@link OptionError}
   * that names the limit that is wrong.
   */
  set(limits: TakebackLimits): Promise<void>;
  /**
   * Leaves the thread to the app that owns it now, for as long as it does. Tells whether there was a takeback to cancel:
   * `false` where no other app is known to own the thread, or it is just coming back.
   */
  cancel(): Promise<boolean>;
  /** When the thread is to come back as things stand; `undefined` where nothing is to come. A reply moves it. */
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
          'set takes limits: { afterMs, unclaimedAfterMs }, or {} for those of the options',
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
