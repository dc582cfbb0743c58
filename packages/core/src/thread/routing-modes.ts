import { BoundedMap } from '../bounded-map.ts';
import type { Warnings } from '../diagnosis/warnings.ts';
import { asError, HandoverError, kindOf, subcodeOf } from '../errors.ts';
import type { HandoverEvent, PageReference } from '../events.ts';
import { errorFields } from '../logger.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { Clock, PageClient, RoutingMode, RoutingStatus } from '../ports.ts';

/** How each page routes. */
export interface RoutingModes {
  /** The mode as far as it is known; looks it up in the background where it is not. Never waits. */
  known(page: PageReference): RoutingMode | undefined;
  /** The mode, looked up where it is not known; `undefined` where the look-up fails. Never rejects. */
  get(page: PageReference): Promise<RoutingStatus | undefined>;
  /** Records a refusal that proves routing to be off; ignores all others. */
  learn(page: PageReference, error: unknown): void;
  /** Records an event that proves routing to be on, on platforms where no call reads the mode; ignores all others. */
  heard(event: HandoverEvent): void;
  /** Asks Meta now, after a refusal that the known mode does not explain. `undefined` while the mode is unknown. Never rejects. */
  readAgain(page: PageReference): Promise<RoutingStatus | undefined>;
}

/** What modes are looked up with. */
export interface RoutingModesOptions {
  /** The client of a page. */
  readonly clientOf: (page: PageReference) => Pick<PageClient, 'getRoutingStatus'>;
  readonly clock: Clock;
  readonly warnings: Warnings;
}

const KEEP_MS = 600_000;
/** A failed look-up is not repeated at once: a page without the permission would cost a call each event. */
const KEEP_FAILURE_MS = 60_000;
const MOST_PAGES = 10_000;

/** Messenger's and Instagram's refusal of a take where routing is off. Source: Messenger Platform docs, Conversation Routing. */
const ROUTING_OFF_SUBCODES = new Set([2018464, 2534123]);
const PROVEN_OFF: RoutingStatus = { mode: 'off', isGuess: false };
const PROVEN_ON: RoutingStatus = { mode: 'on', isGuess: false };

/** Standby and changes of owner come only with routing. Source: WhatsApp docs, Conversation routing. */
function showsRouting({ platform, lane, kind }: HandoverEvent): boolean {
  if (PLATFORMS[platform].hasThreadControl) return false;
  return lane === 'standby' || kind === 'pass_thread_control' || kind === 'take_thread_control';
}

/** True where a refusal says that the page has no routing. */
export function saysRoutingOff(error: unknown): boolean {
  return kindOf(error) === 'routing_off' || ROUTING_OFF_SUBCODES.has(subcodeOf(error) ?? 0);
}

/** The modes of all pages: as the option says, or asked of Meta once per page and kept for ten minutes (`auto`). */
export function routingModes(option: RoutingMode | 'auto', options: RoutingModesOptions): RoutingModes {
  const { clientOf, clock, warnings } = options;

  async function ask(page: PageReference): Promise<RoutingStatus> {
    const { mode, isGuess } = await clientOf(page).getRoutingStatus();
    // Meta gives the same answer for pages with the roles of 2021-25 and for others that are off: only the option can say.
    return mode === 'primary' ? { mode: 'off', isGuess: true } : { mode, isGuess };
  }

  function complain(page: PageReference, error: unknown): void {
    // The look-up of the client has logged it.
    if (error instanceof HandoverError && error.code === 'unknown_page') return;
    warnings.warn('routing_unread', { page, fields: { error: errorFields(asError(error)) } });
  }

  function contradict(page: PageReference, actual: RoutingMode): void {
    warnings.warn('routing_option', { page, fields: { routing: option, actual } });
  }

  const warn = (page: PageReference): void => warnings.warn('number_routing', { page });
  return option === 'auto'
    ? new LearnedModes({ clock, ask, complain, warn })
    : new FixedMode(option, { ask, complain, contradict, warn });
}

/** How both kinds of modes read Meta's answer. */
interface Reading {
  readonly ask: (page: PageReference) => Promise<RoutingStatus>;
  readonly complain: (page: PageReference, error: unknown) => void;
  /** Warns that a number has routing. */
  readonly warn: (page: PageReference) => void;
}

/** The mode that the option fixes. Meta's answer counts only for the call whose refusal made us ask. */
class FixedMode implements RoutingModes {
  readonly #status: RoutingStatus;

  constructor(
    mode: RoutingMode,
    private readonly reading: Reading & {
      readonly contradict: (page: PageReference, actual: RoutingMode) => void;
    },
  ) {
    this.#status = { mode, isGuess: false };
  }

  known(): RoutingMode {
    return this.#status.mode;
  }

  async get(): Promise<RoutingStatus> {
    return this.#status;
  }

  learn(page: PageReference, error: unknown): void {
    if (this.#status.mode !== 'off' && saysRoutingOff(error)) this.reading.contradict(page, 'off');
  }

  heard(event: HandoverEvent): void {
    if (showsRouting(event)) this.reading.warn(event);
  }

  async readAgain(page: PageReference): Promise<RoutingStatus | undefined> {
    try {
      const actual = await this.reading.ask(page);
      const { mode } = this.#status;
      // For a page with roles Meta answers as for one that is off.
      const fits = actual.mode === mode || (mode === 'primary' && actual.mode === 'off');
      if (!fits) this.reading.contradict(page, actual.mode);
      return actual;
    } catch (error) {
      this.reading.complain(page, error);
      return undefined;
    }
  }
}

interface Entry {
  status: RoutingStatus | undefined;
  /** When it is stale, in ms. */
  untilMs: number;
  /** The newest look-up. The result of an earlier one is ignored. */
  reading: Promise<RoutingStatus | undefined> | undefined;
}

/** The modes by Meta's word, page by page. */
class LearnedModes implements RoutingModes {
  readonly #entries = new BoundedMap<string, Entry>(MOST_PAGES);

  constructor(private readonly parts: Reading & { readonly clock: Clock }) {}

  // A stale mode serves until the new one is there.
  known(page: PageReference): RoutingMode | undefined {
    return this.#fresh(page).status?.mode;
  }

  async get(page: PageReference): Promise<RoutingStatus | undefined> {
    const entry = this.#fresh(page);
    return entry.status ?? entry.reading;
  }

  learn(page: PageReference, error: unknown): void {
    if (!saysRoutingOff(error)) return;
    const entry = this.#entryOf(page);
    entry.status = PROVEN_OFF;
    entry.untilMs = this.parts.clock.now() + KEEP_MS;
    entry.reading = undefined;
  }

  heard(event: HandoverEvent): void {
    if (!showsRouting(event)) return;
    this.#entryOf(event).status = PROVEN_ON;
    this.parts.warn(event);
  }

  async readAgain(page: PageReference): Promise<RoutingStatus | undefined> {
    const entry = this.#entryOf(page);
    const before = entry.status?.mode;
    const status = await this.#read(page, entry);
    // The refusal and Meta's changed answer agree: no longer a guess.
    if (before === 'on' && status?.mode === 'off') entry.status = PROVEN_OFF;
    return entry.status;
  }

  #entryOf({ platform, pageId }: PageReference): Entry {
    const key = `${platform}:${pageId}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      // Where no call reads the mode, it counts as off until an event proves that it is on.
      entry = PLATFORMS[platform].hasThreadControl
        ? { status: undefined, untilMs: 0, reading: undefined }
        : { status: PROVEN_OFF, untilMs: Number.POSITIVE_INFINITY, reading: undefined };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #fresh(page: PageReference): Entry {
    const entry = this.#entryOf(page);
    if (entry.reading === undefined && this.parts.clock.now() >= entry.untilMs) void this.#read(page, entry);
    return entry;
  }

  #read(page: PageReference, entry: Entry): Promise<RoutingStatus | undefined> {
    const { ask, complain, clock } = this.parts;
    const end = (work: () => void): RoutingStatus | undefined => {
      if (entry.reading === reading) {
        entry.reading = undefined;
        work();
      }
      return entry.status;
    };
    // One turn later, so that a delivery does not carry the start of a network call.
    const reading: Promise<RoutingStatus | undefined> = Promise.resolve(page)
      .then(ask)
      .then(
        (status) =>
          end(() => {
            const isProven = status.mode === 'off' && entry.status?.mode === 'off' && !entry.status.isGuess;
            if (!isProven) entry.status = status;
            entry.untilMs = clock.now() + KEEP_MS;
          }),
        (error: unknown) => {
          complain(page, error);
          return end(() => {
            entry.untilMs = clock.now() + KEEP_FAILURE_MS;
          });
        },
      );
    entry.reading = reading;
    return reading;
  }
}
