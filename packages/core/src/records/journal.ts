import { createHash } from 'node:crypto';
import type { BoundedMap } from '../bounded-map.ts';
import { asError, OptionError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { Clock, Logger, Store } from '../ports.ts';

/** What a journal is kept with. */
export interface JournalOptions {
  readonly store: Pick<Store, 'recordStep'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Steps that the store has not recorded, by the id of their event. */
  readonly unrecorded: BoundedMap<string, Map<string, string>>;
}

/** Limit on the result of a step, as JSON, in bytes. */
const MOST_BYTES = 65_536;
/** Limit on the restarts of a burst whose steps are kept apart. */
const MOST_SETS = 50;

/** The finished steps of one event, over all its runs. A recorded step is not done again. */
export class Journal {
  #steps: Map<string, string> | undefined;
  /** Calls to Graph in progress. The next run waits for calls of a run that timed out. */
  #calls: Map<string, Promise<unknown>> | undefined;

  constructor(
    private readonly id: string,
    private readonly known: Readonly<Record<string, string>> | undefined,
    private readonly options: JournalOptions,
  ) {}

  // Most events have no steps: the maps are made with the first one.
  get #done(): Map<string, string> {
    const { id, known = {}, options } = this;
    this.#steps ??= new Map([...(options.unrecorded.get(id) ?? []), ...Object.entries(known)]);
    return this.#steps;
  }

  get #underWay(): Map<string, Promise<unknown>> {
    this.#calls ??= new Map();
    return this.#calls;
  }

  /**
   * Does `work` unless it is recorded. See `EventRun.step`.
   *
   * @param taken The steps of the run: equal ones are matched by number, the first of this run with the first of the
   *   previous run.
   */
  async step<Result>(key: string, isCall: boolean, work: () => Promise<Result>, taken: Set<string>): Promise<Result> {
    let step = key;
    for (let number = 2; taken.has(step); number += 1) step = `${key}:${number}`;
    taken.add(step);
    try {
      if (isCall) await this.#underWay.get(step);
      return await this.#do(step, work);
    } catch (error) {
      // A handler may retry a failed step: the retry is the same step.
      taken.delete(step);
      throw error;
    }
  }

  /** The event ids of the burst that this event leads, if the burst has run before. */
  get setOfBurst(): { readonly number: number; readonly ids: readonly string[] } | undefined {
    for (let number = MOST_SETS; number > 0; number -= 1) {
      const ids = this.#done.get(`set-${number}`);
      if (ids !== undefined) return { number, ids: JSON.parse(ids) as string[] };
    }
    return undefined;
  }

  /**
   * Records the messages of a burst before its handlers run. Resolves to the number of the set; the same messages keep
   * the same number.
   */
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

  /** Records that a run timed out. Resolves to the number of time-outs of the event, over all processes. */
  async countTimeout(): Promise<number> {
    let number = 1;
    while (this.#done.has(`timeout-${number}`)) number += 1;
    this.#done.set(`timeout-${number}`, '');
    await this.#record(`timeout-${number}`, '');
    return number;
  }

  async #do<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
    const known = this.#done.get(step);
    if (known !== undefined) return parsed(known) as Result;
    const working = work();
    const over = working.then(nothing, nothing).then(() => this.#underWay.delete(step));
    this.#underWay.set(step, over);
    const result = await working;
    // A run that timed out earlier may have recorded the step first.
    const first = this.#done.get(step);
    if (first !== undefined) return parsed(first) as Result;
    const value = JSON.stringify(result) ?? '';
    if (Buffer.byteLength(value) > MOST_BYTES) {
      throw new OptionError(
        'step',
        `What a step resolves to must be at most ${MOST_BYTES} bytes as JSON: keep less of it`,
      );
    }
    this.#done.set(step, value);
    await this.#record(step, value);
    // This run gets the same value as the next run: the recorded one.
    return parsed(value) as Result;
  }

  /**
   * Graph has carried the call out, so a failing store must not make it look undone. It is recorded with the next step.
   */
  async #record(name: string, value: string): Promise<void> {
    const { store, clock, logger, unrecorded } = this.options;
    const steps = unrecorded.get(this.id) ?? new Map<string, string>();
    steps.set(name, value);
    try {
      for (const [left, itsValue] of steps) {
        await store.recordStep(this.id, { name: left, value: itsValue }, { now: clock.now() });
        steps.delete(left);
      }
      unrecorded.delete(this.id);
    } catch (error) {
      unrecorded.set(this.id, steps);
      logger.warn(
        { error: errorFields(asError(error)) },
        'A step could not be recorded; if this process dies now, the next run repeats it',
      );
    }
  }
}

const nothing = (): void => undefined;

function parsed(value: string): unknown {
  return value === '' ? undefined : JSON.parse(value);
}

/**
 * What a step is known by: its name, or else what it does.
 *
 * @param scope Steps of different scopes never match.
 */
export function stepKey(scope: string, verb: string, content: unknown, name: string | undefined): string {
  return `${scope}/${name === undefined ? `${verb}:${hashOf(content)}` : `${verb}=${name}`}`;
}

function hashOf(content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(content) ?? '')
    .digest('base64url')
    .slice(0, 22);
}
