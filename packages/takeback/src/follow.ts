import { asError, type Clock, type OwnerSource, type Thread, type ThreadState } from '@handover/core';
import type { CheckedOptions } from './options.ts';
import { appIdOf, ownerOf } from './platform.ts';
import type { States } from './states.ts';
import type { Sighting } from './steps.ts';

/** Sets the clock of a thread. */
export interface Follow {
  /**
   * Starts, restarts or stops the clock, depending on who owns the thread now. Safe to call at any time and repeatedly.
   * Resolves to the error of the option `only` if that failed; the thread is then watched.
   */
  owner(thread: Thread): Promise<Error | undefined>;
  /** Records that a person worked in the thread at `atMs`. The newest sign counts, in whatever order they arrive. */
  sign(thread: Thread, atMs: number): Promise<void>;
  /** Calls the option `only` for an owner and applies its answer. Resolves to its error if it failed. */
  askOnly(thread: Thread, by: Sighting): Promise<Error | undefined>;
}

/** Sources whose `since` is when the owner became owner. With other sources it is when the owner was last seen. */
const DATED: ReadonlySet<OwnerSource> = new Set<OwnerSource>(['pass', 'take', 'call', 'local']);

/** What core knows about the owner of a thread. */
export function sightingOf({ owner, since, source, metadata }: ThreadState, now: number): Sighting {
  const appId = appIdOf(owner);
  return {
    ...(appId !== undefined ? { appId } : {}),
    sinceMs: since?.getTime() ?? now,
    isDated: DATED.has(source),
    ...(metadata !== undefined ? { metadata } : {}),
  };
}

/** Makes takeback events from what the bot observes. */
export function follow(states: States, { only }: CheckedOptions, clock: Clock): Follow {
  async function owner(thread: Thread): Promise<Error | undefined> {
    const state = await thread.state();
    const { kind } = state.owner;
    if (kind === 'unknown') return undefined;
    if (kind !== 'app') {
      await states.apply(thread, { kind: 'gone', owner: kind });
      return undefined;
    }
    const { task } = await states.apply(thread, { kind: 'owned', by: sightingOf(state, clock.now()) });
    return task?.do === 'askOnly' ? askOnly(thread, task.by) : undefined;
  }

  async function askOnly(thread: Thread, by: Sighting): Promise<Error | undefined> {
    const { appId, metadata } = by;
    let isWanted = true;
    let failure: Error | undefined;
    try {
      const handover = { thread, owner: ownerOf(appId), ...(metadata !== undefined ? { metadata } : {}) };
      isWanted = Boolean(await only(handover));
    } catch (error) {
      failure = asError(error);
    }
    await states.apply(thread, { kind: 'owned', by, isWanted });
    return failure;
  }

  return {
    owner,
    askOnly,
    async sign(thread, atMs) {
      const { task } = await states.apply(thread, { kind: 'sign', atMs });
      if (task?.do === 'follow') await owner(thread);
    },
  };
}
