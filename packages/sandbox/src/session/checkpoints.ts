import { kindOf } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import type { SandboxSession } from './session.ts';

/** A checkpoint without its content. */
export interface CheckpointSummary {
  /** Name of the checkpoint. */
  name: string;
  /** The sandbox's time when it was saved, in ms. */
  savedAt: number;
}

/**
 * Named states of the sandbox to go back to, kept in memory until `close()`. A reset and an import keep them. A test
 * suite saves one after its set-up and restores it before each test.
 */
export interface Checkpoints {
  /**
   * Saves the current state: everything that `exportSession` exports. Replaces a checkpoint of the same name. Await
   * `sandbox.settled()` before: deliveries that are pending now are sent after each `restore`, and those in progress are
   * sent again.
   *
   * @throws {OptionError} `name` is not a string of 1 to 100 characters.
   * @throws {RangeError} There are `limits.checkpoints` others already.
   * @example
   * sandbox.checkpoints.save('set up');
   */
  save(name: string): void;
  /**
   * Goes back to a checkpoint: people, threads, owners, settings, webhooks, faults, timeline and clock. Cuts off
   * deliveries in progress. Ids do not repeat: new messages and people get ids that the sandbox never gave before. A bot
   * that keeps running still remembers events of a later time: give it an empty store. Rejects with an OptionError if
   * there is no such checkpoint.
   *
   * @example
   * await sandbox.settled(); // the bot has answered everything of the previous test
   * await sandbox.checkpoints.restore('set up');
   */
  restore(name: string): Promise<void>;
  /** The saved state as a session, with secrets and tokens. @throws {OptionError} There is no such checkpoint. */
  get(name: string): SandboxSession;
  /** Removes a checkpoint. @throws {OptionError} There is no such checkpoint. */
  delete(name: string): void;
  /** All checkpoints, in the order in which they were first saved. */
  list(): CheckpointSummary[];
}

const MAX_NAME_LENGTH = 100;

/** Creates an empty list of checkpoints. */
export function createCheckpoints({
  limit,
  take,
  goBack,
}: {
  /** Most checkpoints. */
  limit: number;
  /** Returns the current state. */
  take: () => SandboxSession;
  /** Goes back to a state. The state becomes the sandbox's own. */
  goBack: (session: SandboxSession) => void;
}): Checkpoints {
  const saved = new Map<string, SandboxSession>();

  function find(name: string): SandboxSession {
    const session = saved.get(name);
    if (session) return session;
    const names = [...saved.keys()].map((one) => JSON.stringify(one)).join(', ');
    throw new OptionError(`there is no checkpoint of this name; ${names ? `saved are ${names}` : 'none is saved'}`);
  }

  return {
    save(name) {
      if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_LENGTH) {
        const got = typeof name === 'string' ? `${name.length} characters` : kindOf(name);
        throw new OptionError(
          `the name of a checkpoint must be a string of 1 to ${MAX_NAME_LENGTH} characters (got ${got})`,
        );
      }
      if (!saved.has(name) && saved.size >= limit) {
        throw new RangeError(`the sandbox keeps ${limit} checkpoints; delete one or raise limits.checkpoints`);
      }
      saved.set(name, take());
    },
    async restore(name) {
      goBack(structuredClone(find(name)));
    },
    get: (name) => structuredClone(find(name)),
    delete(name) {
      find(name);
      saved.delete(name);
    },
    list: () => [...saved].map(([name, { now }]) => ({ name, savedAt: now })),
  };
}
