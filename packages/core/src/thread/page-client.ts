import type {
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
  | 'sendMessage'
  | 'sendAction'
>;

/** A client that was found. */
export interface Found {
  readonly client: HandoverClient;
}

/** A handle on a page's client: each call first waits for the client, which may have to be looked up. */
export class PageClientHandle implements PageClient {
  readonly #find: () => Promise<Found>;
  readonly personas: PageClient['personas'];

  constructor(find: () => Promise<Found>) {
    this.#find = find;
    this.personas = {
      list: async (options) => (await find()).client.personas?.list(options),
      create: async (persona, options) => (await find()).client.personas?.create(persona, options),
    };
  }

  async passThreadControl(...args: Parameters<Calls['passThreadControl']>): Promise<CallResult> {
    return (await this.#find()).client.passThreadControl(...args);
  }

  async takeThreadControl(...args: Parameters<Calls['takeThreadControl']>): Promise<CallResult> {
    return (await this.#find()).client.takeThreadControl(...args);
  }

  async requestThreadControl(...args: Parameters<Calls['requestThreadControl']>): Promise<CallResult> {
    return (await this.#find()).client.requestThreadControl(...args);
  }

  async releaseThreadControl(...args: Parameters<Calls['releaseThreadControl']>): Promise<CallResult> {
    return (await this.#find()).client.releaseThreadControl(...args);
  }

  async extendThreadControl(...args: Parameters<Calls['extendThreadControl']>): Promise<CallResult> {
    return (await this.#find()).client.extendThreadControl(...args);
  }

  async getThreadOwner(userId: string, options?: CallOptions): Promise<ThreadOwnerResult> {
    return (await this.#find()).client.getThreadOwner(userId, options);
  }

  async getRoutingStatus(options?: CallOptions): Promise<RoutingStatus> {
    const { client } = await this.#find();
    if (client.getRoutingStatus !== undefined) return client.getRoutingStatus(options);
    return { mode: await client.getRoutingMode(options), isGuess: false };
  }

  async sendMessage(...args: Parameters<Calls['sendMessage']>): ReturnType<Calls['sendMessage']> {
    return (await this.#find()).client.sendMessage(...args);
  }

  async sendAction(...args: Parameters<Calls['sendAction']>): Promise<unknown> {
    return (await this.#find()).client.sendAction(...args);
  }

  async getSubscriptions(options?: CallOptions): Promise<readonly PageSubscription[] | undefined> {
    return (await this.#find()).client.getSubscriptions?.(options);
  }

  async getLatestMessages(userId: string, options?: CallOptions): Promise<readonly PastMessage[] | undefined> {
    return (await this.#find()).client.getLatestMessages?.(userId, options);
  }
}
