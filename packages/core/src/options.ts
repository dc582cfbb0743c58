import type { PageReference } from './events.ts';
import type { Awaitable, BotClient, Clock, Logger, RoutingMode, Scheduler, Store } from './ports.ts';

/** Options of `createHandover`. */
export interface HandoverOptions {
  /** Id of your app at Meta, a string of digits: who "self" is. */
  readonly appId: string;
  /** The app secret, which signs deliveries; several while one is being replaced, or with Instagram Login. */
  readonly appSecret: string | readonly string[];
  /**
   * Makes the calls: one client, or a function that returns the client of a page or number, or a promise of it. The result is cached
   * for a minute per page. `undefined` means that the page is not served: calls for it reject with the code `unknown_page`,
   * which counts as handled, and the function is called again after ten seconds. If it throws or rejects, the event is
   * retried.
   */
  readonly client: BotClient | ((page: PageReference) => Awaitable<BotClient | null | undefined>);
  /**
   * More app ids that are an AI and no person, beside those of Meta's Business AI: their echoes are `sentBy: 'ai'`, which
   * pause nothing. Strings of digits. @default []
   */
  readonly aiAppIds?: readonly string[];
  /**
   * What an echo without an app id means on a platform whose echoes name no app (Instagram), while `forward` gives the
   * deliveries to another program as well: `'person'` if that program sends nothing, so that such an echo is a person's reply.
   * Without `forward` the bot knows its own messages, and every other one is `sentBy: 'app'`. @default such echoes are 'unknown'
   */
  readonly echoesWithoutAppId?: 'person';
  /** The token you typed in the app's webhook settings. Without it verification requests are refused. */
  readonly verifyToken?: string;
  /** What is remembered, and where. @default memoryStore() */
  readonly store?: Store;
  /** Timers of plugins. @default memoryScheduler() */
  readonly scheduler?: Scheduler;
  /**
   * How the pages route; `auto` asks Meta in the background. With any other value, a refusal that shows another mode counts
   * for that call only, and a warning names this option. @default 'auto'
   */
  readonly routing?: RoutingMode | 'auto';
  /**
   * Meta expects its 200 within 5 s: it gets it after this many ms while handlers go on, and a failure is then repeated here.
   * With a store that lasts the unfinished events are parked in it first, so a process that is killed loses none. `0` parks
   * every event ahead of its handlers, and needs such a store. `false` waits for the handlers. @default 4_000
   */
  readonly answerWithinMs?: number | false;
  /** A failing event is given up after this many runs … @default 8 */
  readonly attempts?: number;
  /** … or this many ms after its first run, whichever comes first; 0: no limit by time. Then it is a dead letter. @default 1_800_000 */
  readonly retryForMs?: number;
  /**
   * A handler that has not ended by then is left behind, and its signal aborts. The event is run once more, then it is a dead
   * letter. @default 180_000
   */
  readonly handlerTimeoutMs?: number;
  /** How long events behind one that waits for its next run wait with it, in ms. @default 30_000 */
  readonly orderWaitMs?: number;
  /** How long after a crash another process must wait before it may claim the event, in ms; renewed while handlers run. @default 30_000 */
  readonly leaseMs?: number;
  /** How many events that were given up the store keeps, and how long. */
  readonly deadLetters?: DeadLetterOptions;
  /**
   * What `thread.send`, `typing` and `handOver` do while another app owns the thread: throw, or resolve to `undefined`. The type
   * of a call's result shows `undefined` only where the call itself says `whenNotOwner: 'drop'`. @default 'throw'
   */
  readonly whenNotOwner?: 'throw' | 'drop';
  /** Larger deliveries are refused with 413. @default 1_048_576 */
  readonly maxBodyBytes?: number;
  /** A delivery whose bytes have not all come by then is refused with 408. @default 10_000 */
  readonly bodyTimeoutMs?: number;
  /** Accept the legacy SHA-1 signature where the SHA-256 one is missing. @default false */
  readonly allowSha1?: boolean;
  /** Where core writes; its fields never hold a secret or a text. @default warnings and errors to the console */
  readonly logger?: Logger;
  /** Time and timers. @default the system's clock */
  readonly clock?: Clock;
}

/** Option `deadLetters`. */
export interface DeadLetterOptions {
  /** How long a letter is kept, in ms. @default 1_209_600_000 (14 days) */
  readonly keepMs?: number;
  /** Of more than so many the oldest go. @default 100_000, with the default store 1_000 */
  readonly most?: number;
  /** With `false` a letter has no text, attachment or `raw`, so that a retry runs without them. @default true */
  readonly texts?: boolean;
}
