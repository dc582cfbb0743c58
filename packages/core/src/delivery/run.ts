import { LeaseLostError, NotThreadOwnerError } from '../errors.ts';
import type { EventRun } from '../thread/event-run.ts';
import type { Claims } from './claims.ts';
import type { JournalRun } from './journal.ts';

/** One run of the handlers of an event: its signal, and its steps. */
export class Run implements EventRun {
  #controller: AbortController | undefined;
  #reason: Error | undefined;
  #isGivenAway = false;
  #hasCalled = false;

  constructor(
    private readonly id: string,
    private readonly journal: JournalRun,
    private readonly claims: Claims,
  ) {}

  /** Made when a handler looks at it. */
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
    return this.#reason instanceof LeaseLostError;
  }

  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    // The handler that hands over goes on: what it does behind that is its own affair.
    if (this.#isGivenAway && reason instanceof NotThreadOwnerError) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }

  givesAway(): void {
    this.#isGivenAway = true;
  }

  async mayCall(): Promise<void> {
    if (this.#reason === undefined && !(await this.claims.isHeld(this.id))) this.abort(new LeaseLostError());
    if (this.#reason !== undefined) throw this.#reason;
    this.#hasCalled = true;
  }

  step<Result>(verb: string, content: unknown, work: () => Promise<Result>, name?: string): Promise<Result> {
    return this.journal.step(verb, content, work, name);
  }
}
