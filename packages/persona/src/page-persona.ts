import type { PageReference, PluginHost } from '@handover/core';
import { within } from '@handover/core/store';
import { type Found, findOrMake, SEARCH_MS } from './find-or-make.ts';
import type { WantedPersona } from './options.ts';
import { hashOf } from './persona-record.ts';
import { type Doubt, factsOf, PAUSE_MS, PersonaTrouble, pauseAfter } from './refusal.ts';
import { Trouble, WAIT_MS } from './waiting.ts';

/** What a {@link PagePersona} needs. */
export interface PagePersonaParts {
  readonly host: Pick<PluginHost, 'client' | 'pageValues' | 'clock' | 'logger'>;
  readonly page: PageReference;
  /** Its name in the options. */
  readonly key: string;
  readonly wanted: WantedPersona;
  /** When this process started, in ms. */
  readonly startedAt: number;
}

/** How often to check in the store whether another process changed the persona. */
const REFRESH_MS = 60_000;

/** One persona of one page. Keeps its id in this process, and finds or makes the persona if the id is unknown. */
export class PagePersona {
  #known: Found | undefined;
  /** Until then, an id that this process wrote to the store is not replaced unless Meta has accepted it. */
  #newUntil = Number.NEGATIVE_INFINITY;
  #freshUntil = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  /** Until then, a refusal that does not name the persona is not blamed on it. */
  #trustedUntil = Number.NEGATIVE_INFINITY;
  /** Id that Meta accepted in a send. */
  #acceptedId: string | undefined;
  /** Id that Meta refused, naming the persona, and that is not replaced yet. */
  #refusedId: string | undefined;
  #hasHad = false;
  #isClosed = false;
  /** The work in progress takes longer than a send waits. */
  #isSlow = false;
  #turn: Promise<void> = Promise.resolve();
  #controller = new AbortController();
  readonly #trouble: Trouble;

  constructor(private readonly parts: PagePersonaParts) {
    this.#trouble = new Trouble(parts.host.clock);
  }

  /** Resolves to the id to send with, or `undefined` to send without. Takes at most {@link WAIT_MS}; never rejects. */
  async id(): Promise<string | undefined> {
    if (this.#needsSearch()) {
      await this.#soon(async () => {
        if (this.#needsSearch()) await this.#search();
      });
    }
    return this.#known?.id;
  }

  /** Records that Meta accepted a message with this id. */
  accepted(id: string): void {
    this.#acceptedId = id;
  }

  /** Resolves to the id to send with after Meta refused `refusedId`, or `undefined` if there is none. Never rejects. */
  async instead(refusedId: string, doubt: Exclude<Doubt, 'none'>): Promise<string | undefined> {
    await this.#soon(() => this.#renew(refusedId, doubt));
    const id = this.#known?.id;
    return id === refusedId ? undefined : id;
  }

  /** Cancels the work in progress. No work starts after that. */
  close(): void {
    this.#isClosed = true;
    this.#controller.abort();
  }

  #now(): number {
    return this.parts.host.clock.now();
  }

  #isPaused(): boolean {
    return this.#isClosed || this.#now() < this.#pausedUntil;
  }

  #needsSearch(): boolean {
    const isFresh = this.#known !== undefined && this.#now() < this.#freshUntil;
    return !isFresh && !this.#isPaused();
  }

  /** Replaces a refused persona. If many sends were refused at once, the first replaces it for all. */
  async #renew(refusedId: string, doubt: Exclude<Doubt, 'none'>): Promise<void> {
    const known = this.#known;
    if (known !== undefined && known.id !== refusedId) return;
    // Without this check, each refused message would make another persona.
    const isNew = known?.isNew === true && this.#acceptedId !== refusedId && this.#now() < this.#newUntil;
    if (doubt === 'possible') {
      if (isNew || this.#isPaused() || this.#now() < this.#trustedUntil) return;
    } else {
      this.#known = undefined;
      if (isNew) return this.#failed(new PersonaTrouble('Meta refuses it although it was just found or made'));
      if (this.#isPaused()) return this.#complain(new PersonaTrouble('Meta refuses it'));
    }

    if (doubt === 'named') this.#refusedId = refusedId;
    const found = await this.#search(refusedId);
    if (found === 'listed') {
      this.#trustedUntil = this.#now() + PAUSE_MS;
      if (doubt === 'named') this.#failed(new PersonaTrouble('Meta refuses it although the page lists it'));
    } else if (found !== undefined) {
      this.parts.host.logger.info(this.#fields(), 'Replaced a deleted persona that Meta refused');
    }
  }

  async #search(refusedId = this.#refusedId): Promise<Found | 'listed' | undefined> {
    const { host, page, wanted, startedAt } = this.parts;
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const search = findOrMake({
        wanted,
        picture: hashOf(wanted.profilePictureUrl),
        startedAt,
        hasHad: this.#hasHad,
        ...(refusedId !== undefined ? { refusedId } : {}),
        values: host.pageValues(page),
        client: host.client(page),
        clock: host.clock,
        signal: controller.signal,
      });
      const found = await within(host.clock, search, SEARCH_MS, () => new PersonaTrouble('The search took too long'));
      this.#refusedId = undefined;
      if (found !== 'listed') this.#remember(found);
      return found;
    } catch (error) {
      this.#failed(error);
      return undefined;
    } finally {
      controller.abort();
    }
  }

  #remember(found: Found): void {
    this.#known = found;
    if (found.isNew) this.#newUntil = this.#now() + PAUSE_MS;
    this.#hasHad = true;
    this.#freshUntil = this.#now() + REFRESH_MS;
    this.#trouble.ends(() => this.parts.host.logger.info(this.#fields(), 'Persona available again'));
  }

  /** Pauses after a failure. Warns only without an id: with an id, messages still go out under it. */
  #failed(error: unknown): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + pauseAfter(error));
    if (this.#known === undefined) this.#complain(error);
  }

  #complain(error: unknown): void {
    if (this.#isClosed) return;
    this.#trouble.begins(() => {
      const fields = { ...this.#fields(), ...factsOf(error) };
      this.parts.host.logger.warn(fields, 'A persona could not be found or made: messages go out as the page itself');
    });
  }

  #fields(): { persona: string; pageId: string } {
    return { persona: this.parts.key, pageId: this.parts.page.pageId };
  }

  /** Runs `work` after the work in progress, and waits for it for at most {@link WAIT_MS}. */
  async #soon(work: () => Promise<void>): Promise<void> {
    if (this.#isSlow) return;
    const turn = this.#turn.then(work, work).finally(() => {
      this.#isSlow = false;
    });
    this.#turn = turn;
    const late = new PersonaTrouble('The search takes long: messages do not wait for it');
    await within(this.parts.host.clock, turn, WAIT_MS, () => late).catch((error: unknown) => {
      this.#isSlow = error === late;
      if (this.#known === undefined) this.#complain(error);
    });
  }
}
