import { LeaseLostError, NotThreadOwnerError } from '../errors.ts';
import type { JournalRun } from '../records/journal.ts';
import type { EventRun } from '../thread/event-run.ts';
import type { Lanes } from '../thread/lanes.ts';
import type { Claims } from './claims.ts';
import type { Item, Outcome, RunEnd } from './delivery.ts';

/** One run of the handlers of an event: its signal, and its steps. */
export class Run implements EventRun {
  #controller: AbortController | undefined;
  #reason: Error | undefined;
  #losesNothing = false;
  #isLost = false;
  #hasCalled = false;

  constructor(
    private readonly id: string,
    private readonly journal: JournalRun,
    private readonly claims: Claims,
  ) {}

  /** Created when a handler first reads it. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why the run was aborted, if it was. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** Whether a call to Graph was begun. */
  get hasCalled(): boolean {
    return this.#hasCalled;
  }

  /** Whether another process has the event. */
  get isLost(): boolean {
    return this.#isLost;
  }

  abort(reason: Error): void {
    if (reason instanceof LeaseLostError) this.#isLost = true;
    if (this.#reason !== undefined) return;
    if (this.#losesNothing && reason instanceof NotThreadOwnerError) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }

  losesNothing(): void {
    this.#losesNothing = true;
  }

  async mayCall({ inHold = false }: { readonly inHold?: boolean } = {}): Promise<void> {
    // `Running` aborts the run when its lease is lost.
    await this.claims.confirm(this.id);
    const reason = this.#reason;
    const isHold = reason instanceof NotThreadOwnerError && reason.reason === 'hold';
    if (reason !== undefined && !(inHold && isHold && !this.#isLost)) throw reason;
    this.#hasCalled = true;
  }

  step<Result>(verb: string, content: unknown, work: () => Promise<Result>, name?: string): Promise<Result> {
    return this.journal.step(verb, content, work, name);
  }
}

/** The events that run in this process. */
export class Running {
  readonly #runs = new Set<() => Run | undefined>();
  /** The reason why no run may call Graph any more. */
  #reason: Error | undefined;

  constructor(
    private readonly lanes: Lanes,
    private readonly claims: Claims,
  ) {}

  /** Runs an event. Its lane and its lease can abort the current run, which `work` passes to its callback. */
  start(item: Item, work: (onRun: (run: Run) => void) => Promise<RunEnd>): Promise<RunEnd> {
    let current: Run | undefined;
    let lost: LeaseLostError | undefined;
    const lane = item.thread === undefined ? undefined : this.lanes.use(item.thread);
    const inLane = {
      id: item.id,
      event: item.event,
      get mayAnswer() {
        return current !== undefined && !item.event.standby;
      },
      abort: (reason: Error) => current?.abort(reason),
      forget: () => {
        item.isForgotten = true;
      },
    };
    const get = () => current;
    lane?.runs.add(inLane);
    this.#runs.add(get);
    const ending = work((run) => {
      current = run;
      const reason = lost ?? this.#reason;
      if (reason !== undefined) run.abort(reason);
    }).finally(() => {
      this.#runs.delete(get);
      if (lane === undefined) return;
      lane.runs.delete(inLane);
      this.lanes.release(lane);
    });
    const outcome: Promise<Outcome> = ending.then((end) => {
      // Calls still in progress would otherwise overlap with the next run.
      if (end.outcome === 'failed') current?.abort(new LeaseLostError());
      return end.outcome;
    });
    this.claims.run(item.id, outcome, () => {
      lost = new LeaseLostError();
      current?.abort(lost);
    });
    return ending;
  }

  /** Ends the calls of all runs, also of those that start later. */
  abort(reason: Error): void {
    this.#reason = reason;
    for (const run of this.#runs) run()?.abort(reason);
  }
}
