import { asError, type Clock, type OwnerSource, type Thread, type ThreadState } from '@handover/core';
import type { CheckedOptions } from './options.ts';
import { ownerOf } from './platform.ts';
import type { States } from './states.ts';
import type { Sighting } from './steps.ts';

/** Moves the clock of a thread. */
export interface Follow {
  /**
   * Starts, restarts or stops the clock by who owns the thread now. May be called at any time, and any number of times.
   * Resolves to what the option `only` failed with, if it did: the thread is watched then.
   */
  owner(thread: Thread): Promise<Error | undefined>;
  /** A person was at work in the thread at `atMs`: the newest such sign counts, in whatever order they come. */
  sign(thread: Thread, atMs: number): Promise<void>;
  /** Asks the option `only` about an owner, and goes by its answer. Resolves to what it failed with. */
  askOnly(thread: Thread, by: Sighting): Promise<Error | undefined>;
}

/** Where `since` of the state is when the owner became owner; of other sources it is when it was last found to be. */
const DATED: ReadonlySet<OwnerSource> = new Set<OwnerSource>(['pass', 'take', 'call']);

/** What core knows of the owner of a thread. */
export function sightingOf({ owner, since, source, metadata }: ThreadState, now: number): Sighting {
  return {
    ...(owner.kind === 'app' && owner.appId !== undefined ? { appId: owner.appId } : {}),
    sinceMs: since?.getTime() ?? now,
    isDated: DATED.has(source),
    ...(metadata !== undefined ? { metadata } : {}),
  };
}

/** Makes the events of what the bot hears. */
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
