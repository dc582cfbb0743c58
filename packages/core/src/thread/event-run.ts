/** The run of an event, as the calls that its handlers make see it. */
export interface EventRun {
  /**
   * Directly ahead of a call to Graph.
   *
   * @param options `inHold`: what a hold does not refuse, such as a pass.
   * @throws The reason of the abort: another app owns, a hold, a time-out, a lost lease, or the bot is closed.
   */
  mayCall(options?: { readonly inHold?: boolean }): Promise<void>;
  /**
   * Does `work`, and records what it came to; resolves to what an earlier run recorded for the same step, without doing it
   * again.
   *
   * @param verb What is done, such as `send`.
   * @param content Of what: other content is another step. Anything that JSON can hold.
   * @param name The step's own name, which then counts in place of the content.
   */
  step<Result>(verb: string, content: unknown, work: () => Promise<Result>, name?: string): Promise<Result>;
  /** From here on the loss of the thread aborts nothing: the handler gives it away itself, or began without it. */
  losesNothing(): void;
  /** Ends the run's calls. The first reason counts. */
  abort(reason: Error): void;
}
