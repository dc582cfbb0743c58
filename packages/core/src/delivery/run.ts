import { LeaseLostError, NotThreadOwnerError } from '../errors.ts';
import type { EventRun } from '../thread/event-run.ts';
import type { Claims } from './claims.ts';
import type { JournalRun } from './journal.ts';

/** One run of the handlers of an event: its signal, and its steps. */
export class Run implements EventRun {
  #controller: AbortController | undefined;
  #reason: Error | undefined;
  #isGivenAway = false;
  #isLost = false;
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
    return this.#isLost;
  }

  abort(reason: Error): void {
    if (reason instanceof LeaseLostError) this.#isLost = true;
    if (this.#reason !== undefined) return;
    // The handler that hands over goes on: what it does behind that is its own affair.
    if (this.#isGivenAway && reason instanceof NotThreadOwnerError) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }

  givesAway(): void {
    this.#isGivenAway = true;
  }

  async mayCall({ inHold = false }: { readonly inHold?: boolean } = {}): Promise<void> {
    // A lease that is lost aborts: see `Running`.
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
