import { asError, HandoverError } from '../errors.ts';
import type { MessageEvent } from '../events.ts';
import type { Burst } from '../plugins/burst.ts';
import { bodyOf } from '../records/event-body.ts';
import type { Journal } from '../records/journal.ts';
import { createThread } from '../thread/create-thread.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import type { Bursts, GatheredItem } from './bursts.ts';
import type { HandlerCalls } from './call-handlers.ts';
import type { Handlers } from './handlers.ts';
import { Run, type RunOptions } from './run.ts';

/** What bursts are run with. */
export interface BurstRunsOptions extends ThreadContext, Pick<RunOptions, 'unrecorded' | 'claims'> {
  readonly bursts: Bursts;
  readonly calls: HandlerCalls;
  readonly handlers: Handlers;
  /** A message is part of the burst. */
  readonly onMember: (item: GatheredItem) => void;
}

/** The burst that a message leads, over all its runs. */
export class BurstRun {
  /** The messages of the burst, the leader first. */
  readonly members: GatheredItem[];
  /** The leader's, which is the burst's. */
  readonly #journal: Journal;

  constructor(
    private readonly leader: GatheredItem,
    private readonly options: BurstRunsOptions,
  ) {
    this.members = [leader];
    this.#journal = leader.journal(options);
  }

  /**
   * Gathers the messages and calls the handlers: those of plugins for each message, then those of `burst`. Resolves to the
   * failures, which have been reported. Each run is the leader's current one.
   */
  async call(): Promise<readonly Error[]> {
    try {
      return await this.#callUntilOver();
    } catch (thrown) {
      // The store failed between the handlers.
      const error = asError(thrown);
      await this.options.handlers.report({ error, event: this.leader.event });
      return [error];
    }
  }

  async #callUntilOver(): Promise<readonly Error[]> {
    // A burst that has run before keeps its messages.
    const ids = this.#journal.setOfBurst?.ids;
    for (let from = 0; ; from = this.members.length) {
      const failures = await this.#gather(from, ids);
      if (failures !== undefined) return failures;
      const over = await this.#callOnce(ids === undefined);
      if (over !== 'restarted') return over;
    }
  }

  /**
   * Calls the handlers of plugins, for the messages from number `from` on. Resolves to `undefined` once the burst is complete,
   * and to failures where none is to be run.
   */
  async #gather(from: number, ids: readonly string[] | undefined): Promise<readonly Error[] | undefined> {
    const { leader } = this;
    for (let index = from; ; index += 1) {
      const item = this.members[index] ?? (await this.#next(ids));
      // The owner may have changed meanwhile.
      if (item === undefined) return (await this.#mayReply(leader)) ? undefined : [];
      const run = this.#begin(item, index === 0 ? 'first' : '');
      item.isLate = leader.isLate;
      const failures = await this.options.calls.call(item, run, true);
      if (failures.length > 0 || item.event.standby) return failures;
      // A plugin may have handed the thread over. Then people answer, and the burst ends.
      if (!(await this.#mayReply(item))) return [];
      // From here on it waits for the person; the events of other people in the delivery need not wait.
      leader.started.open();
    }
  }

  /** Parks all messages of the set at once: after a crash, a part of them would be another burst with other steps. */
  async #park(items: readonly GatheredItem[]): Promise<void> {
    const { claims, store } = this.options;
    if (!store.isDurable || items.length === 1) return;
    await claims.park(items.map(({ id, thread, event }) => ({ id, thread, body: bodyOf(event) })));
  }

  async #mayReply({ event }: GatheredItem): Promise<boolean> {
    return (await createThread(this.options, event).state()).mayReply;
  }

  async #next(ids: readonly string[] | undefined): Promise<GatheredItem | undefined> {
    const item = await this.options.bursts.next(this.leader, this.members, ids);
    if (item === undefined) return undefined;
    this.members.push(item);
    this.options.onMember(item);
    return item;
  }

  /** Calls the handlers of `burst` for the gathered messages. */
  async #callOnce(mayGrow: boolean): Promise<readonly Error[] | 'restarted'> {
    const { leader } = this;
    const { bursts, calls, handlers } = this.options;
    const items = [...this.members];
    await this.#park(items);
    const number = await this.#journal.keepBurst(items.map(({ id }) => id));
    const run = this.#begin(leader, `burst-${number}`);
    const events: MessageEvent[] = items.map(({ event }) => event);
    const text = events.flatMap((event) => event.text ?? []).join('\n');
    const context: Burst = Object.assign(calls.contextOf(items.at(-1) ?? leader, run), { events, text });
    calls.decorate(context);
    let isRestarted = false;
    const undo = bursts.onNext(leader, items, () => {
      if (!mayGrow || !bursts.restarts || run.hasCalled || isRestarted) return;
      isRestarted = true;
      run.abort(new HandoverError('restarted', 'The person has written more, so the burst begins again with it'));
    });
    const running = () => handlers.call('burst', context, run);
    const { report } = leader;
    const failures = await (report === undefined ? running() : report.time(running)).finally(undo);
    return isRestarted ? 'restarted' : failures;
  }

  #begin(item: GatheredItem, scope: string): Run {
    return this.leader.begin(new Run(item, this.options, scope));
  }
}
