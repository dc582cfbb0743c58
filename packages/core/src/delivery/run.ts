import { LeaseLostError, NotThreadOwnerError } from '../errors.ts';
import { type Journal, type JournalOptions, stepKey } from '../records/journal.ts';
import type { EventRun } from '../thread/event-run.ts';
import type { Claims } from './claims.ts';

/** What a run works with. */
export interface RunOptions extends JournalOptions {
  readonly claims: Claims;
}

/** The event of a run. */
export interface StepsEvent {
  readonly id: string;
  /** Its steps, over all its runs. */
  journal(options: JournalOptions): Journal;
}

/** One run of the handlers of an event: its signal, and its steps. */
export class Run implements EventRun {
  /** Why the run was aborted, if it was. */
  reason: Error | undefined = undefined;
  /** Whether a call to Graph was begun. */
  hasCalled = false;
  /** Whether another process has the event. */
  isLost = false;
  #losesNothing = false;
  #controller: AbortController | undefined = undefined;
  #taken: Set<string> | undefined = undefined;

  /** @param scope Steps of runs of different scopes never match. */
  constructor(
    private readonly event: StepsEvent,
    private readonly options: RunOptions,
    private readonly scope: string = '',
  ) {}

  /** Created when a handler first reads it. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.reason !== undefined) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  abort(reason: Error): void {
    if (reason instanceof LeaseLostError) this.isLost = true;
    if (this.reason !== undefined) return;
    if (this.#losesNothing && reason instanceof NotThreadOwnerError) return;
    this.reason = reason;
    this.#controller?.abort(reason);
  }

  losesNothing(): void {
    this.#losesNothing = true;
  }

  async mayCall({ inHold = false }: { readonly inHold?: boolean } = {}): Promise<void> {
    // The run is aborted when its lease is lost.
    await this.options.claims.confirm(this.event.id);
    const { reason } = this;
    const isHold = reason instanceof NotThreadOwnerError && reason.reason === 'hold';
    if (reason !== undefined && !(inHold && isHold && !this.isLost)) throw reason;
    this.hasCalled = true;
  }

  async step<Result>(verb: string, content: unknown, work: () => Promise<Result>, name?: string): Promise<Result> {
    this.#taken ??= new Set();
    const journal = this.event.journal(this.options);
    return journal.step(stepKey(this.scope, verb, content, name), verb !== 'step', work, this.#taken);
  }
}
