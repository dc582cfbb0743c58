import { BoundedMap } from '../bounded-map.ts';
import type { PageReference } from '../events.ts';
import type { Clock } from '../ports.ts';

const KEEP_MS = 600_000;
const MOST_PAGES = 10_000;

/** Pages for which Meta refused `thread_owner`. For ten minutes no send looks up the owner there. */
export class UnreadableOwners {
  readonly #until = new BoundedMap<string, number>(MOST_PAGES);

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  add({ platform, pageId }: PageReference): void {
    this.#until.set(`${platform}:${pageId}`, this.clock.now() + KEEP_MS);
  }

  has({ platform, pageId }: PageReference): boolean {
    return this.clock.now() < (this.#until.get(`${platform}:${pageId}`) ?? 0);
  }
}
