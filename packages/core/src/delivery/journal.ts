import { createHash } from 'node:crypto';
import { asError, OptionError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { Clock, Logger, Store } from '../ports.ts';

/** What a journal is kept with. */
export interface JournalOptions {
  readonly store: Pick<Store, 'recordStep'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a step may come to, as JSON, in bytes. */
const MOST_BYTES = 65_536;
/** Restarts of a burst that are told apart. */
const MOST_SETS = 50;

/** The steps of one event that are done, over all its runs: a step that is recorded is not done again. */
export class Journal {
  readonly #done: Map<string, string>;

  constructor(
    private readonly id: string,
    known: Readonly<Record<string, string>> | undefined,
    private readonly options: JournalOptions,
  ) {
    this.#done = new Map(Object.entries(known ?? {}));
  }

  /**
   * Begins a run: among equal steps of a run the first is the first of the run before.
   *
   * @param scope Steps of other scopes are other steps.
   */
  run(scope = ''): JournalRun {
    const counts = new Map<string, number>();
    return {
      step: async (verb, content, work, name) => {
        const key = `${scope}/${name === undefined ? `${verb}:${hashOf(content)}` : `${verb}=${name}`}`;
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        return this.#do(count === 1 ? key : `${key}:${count}`, work);
      },
    };
  }

  /** The messages of the burst that this event leads, by the ids of their events, where it was run before. */
  get setOfBurst(): { readonly number: number; readonly ids: readonly string[] } | undefined {
    for (let number = MOST_SETS; number > 0; number -= 1) {
      const ids = this.#done.get(`set-${number}`);
      if (ids !== undefined) return { number, ids: JSON.parse(ids) as string[] };
    }
    return undefined;
  }

  /** Keeps the messages of a burst ahead of its handlers. Resolves to the number of the set, which stays while they are the same. */
  async keepBurst(ids: readonly string[]): Promise<number> {
    const known = this.setOfBurst;
    const value = JSON.stringify(ids);
    if (known !== undefined && JSON.stringify(known.ids) === value) return known.number;
    const number = Math.min((known?.number ?? 0) + 1, MOST_SETS);
    this.#done.set(`set-${number}`, value);
    const { store, clock } = this.options;
    await store.recordStep(this.id, { name: `set-${number}`, value }, { now: clock.now() });
    return number;
  }

  async #do<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
    const known = this.#done.get(step);
    if (known !== undefined) return parsed(known) as Result;
    const result = await work();
    const value = JSON.stringify(result) ?? '';
    if (Buffer.byteLength(value) > MOST_BYTES) {
      throw new OptionError(
        'step',
        `What a step resolves to must be at most ${MOST_BYTES} bytes as JSON: keep less of it`,
      );
    }
    this.#done.set(step, value);
    await this.#record(step, value);
    // What the next run gets, this one gets too.
    return parsed(value) as Result;
  }

  /** Graph has carried it out, so a store that fails must not make it look undone. */
  async #record(name: string, value: string): Promise<void> {
    const { store, clock, logger } = this.options;
    try {
      await store.recordStep(this.id, { name, value }, { now: clock.now() });
    } catch (error) {
      logger.warn(
        { error: errorFields(asError(error)) },
        'step not recorded; if the process dies now, its next run repeats it',
      );
    }
  }
}

/** The steps of one run. */
export interface JournalRun {
  /** Does `work` unless it is recorded. See `EventRun.step`. */
  step<Result>(verb: string, content: unknown, work: () => Promise<Result>, name?: string): Promise<Result>;
}

function parsed(value: string): unknown {
  return value === '' ? undefined : JSON.parse(value);
}

function hashOf(content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(content) ?? '')
    .digest('base64url')
    .slice(0, 22);
}
