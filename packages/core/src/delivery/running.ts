import { LeaseLostError } from '../errors.ts';
import type { Lanes } from '../thread/lanes.ts';
import type { Claims } from './claims.ts';
import type { Item, Outcome, RunEnd } from './delivery.ts';
import type { Run } from './run.ts';

/** The events that run in this process. */
export class Running {
  readonly #runs = new Set<() => Run | undefined>();
  /** Why no run may call Graph any more. */
  #reason: Error | undefined;

  constructor(
    private readonly lanes: Lanes,
    private readonly claims: Claims,
  ) {}

  /** Starts the run of an event, which its lane and its lease can abort. `work` says which run it is at. */
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
      // What its handlers left behind would be done beside the next run.
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
