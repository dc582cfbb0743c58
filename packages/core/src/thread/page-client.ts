import { OptionError } from '../errors.ts';
import type {
  BotClient,
  CallOptions,
  CallResult,
  HandoverClient,
  PageClient,
  PageSubscription,
  PastMessage,
  RoutingStatus,
  ThreadOwnerResult,
} from '../ports.ts';

type Calls = Pick<
  HandoverClient,
  | 'passThreadControl'
  | 'takeThreadControl'
  | 'requestThreadControl'
  | 'releaseThreadControl'
  | 'extendThreadControl'
  | 'sendAction'
>;

/** A client that was found. */
export interface Found {
  readonly client: BotClient;
}

/** A handle on a page's client: each call first waits for the client, which may have to be looked up. */
export class PageClientHandle implements PageClient {
  readonly #find: () => Promise<Found>;
  readonly personas: PageClient['personas'];

  constructor(find: () => Promise<Found>) {
    this.#find = find;
    this.personas = {
      list: async (options) => pageClient(await find())?.personas?.list(options),
      create: async (persona, options) => pageClient(await find())?.personas?.create(persona, options),
    };
  }

  async passThreadControl(...args: Parameters<Calls['passThreadControl']>): Promise<CallResult> {
    return (await this.#ofPage()).passThreadControl(...args);
  }

  async takeThreadControl(...args: Parameters<Calls['takeThreadControl']>): Promise<CallResult> {
    return (await this.#ofPage()).takeThreadControl(...args);
  }

  async requestThreadControl(...args: Parameters<Calls['requestThreadControl']>): Promise<CallResult> {
    return (await this.#ofPage()).requestThreadControl(...args);
  }

  async releaseThreadControl(...args: Parameters<Calls['releaseThreadControl']>): Promise<CallResult> {
    return (await this.#ofPage()).releaseThreadControl(...args);
  }

  async extendThreadControl(...args: Parameters<Calls['extendThreadControl']>): Promise<CallResult> {
    return (await this.#ofPage()).extendThreadControl(...args);
  }

  async getThreadOwner(userId: string, options?: CallOptions): Promise<ThreadOwnerResult> {
    return (await this.#ofPage()).getThreadOwner(userId, options);
  }

  async getRoutingStatus(options?: CallOptions): Promise<RoutingStatus> {
    const client = await this.#ofPage();
    if (client.getRoutingStatus !== undefined) return client.getRoutingStatus(options);
    return { mode: await client.getRoutingMode(options), isGuess: false };
  }

  async sendMessage(...args: Parameters<PageClient['sendMessage']>): ReturnType<PageClient['sendMessage']> {
    const { client } = await this.#find();
    // What the platform does not take, the client refuses.
    return (client as PageClient).sendMessage(...args);
  }

  async sendAction(...args: Parameters<Calls['sendAction']>): Promise<unknown> {
    return (await this.#find()).client.sendAction(...args);
  }

  async getSubscriptions(options?: CallOptions): Promise<readonly PageSubscription[] | undefined> {
    return (await this.#find()).client.getSubscriptions?.(options);
  }

  async getLatestMessages(userId: string, options?: CallOptions): Promise<readonly PastMessage[] | undefined> {
    return pageClient(await this.#find())?.getLatestMessages?.(userId, options);
  }

  /** @throws {OptionError} It is the client of a number, which has no calls of thread control. */
  async #ofPage(): Promise<HandoverClient> {
    const client = pageClient(await this.#find());
    if (client !== undefined) return client;
    throw new OptionError('client', 'A WhatsApp number has no calls that change or read the owner of a thread');
  }
}

function pageClient({ client }: Found): HandoverClient | undefined {
  return 'passThreadControl' in client ? client : undefined;
}
