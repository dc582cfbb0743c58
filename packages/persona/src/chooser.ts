import { type Clock, type Logger, OptionError, type OwnerChanged, type Thread } from '@handover/core';
import { within } from '@handover/core/store';
import type { PersonaOptions, PickContext } from './options.ts';
import { factsOf, PersonaTrouble } from './refusal.ts';
import { keepNameFor, nameSetFor, type ThreadPersona } from './thread-persona.ts';
import { Trouble, WAIT_MS } from './waiting.ts';

/** Chooses the persona of a thread: the one that was set, otherwise the one that `pick` returns. */
export class Chooser<Name extends string> {
  readonly #names: ReadonlySet<string>;
  readonly #pick: PersonaOptions<Name>['pick'];

  constructor({ personas, pick }: PersonaOptions<Name>) {
    this.#names = new Set(Object.keys(personas));
    this.#pick = pick;
  }

  /**
   * Resolves to the persona, or `null` for the page itself. Rejects if `pick` throws or returns an unknown name, or the
   * store fails.
   */
  async choose(context: PickContext): Promise<Name | null> {
    const set = await nameSetFor(context.thread, this.#isName);
    return set === undefined ? this.#ask(context) : set;
  }

  /** Returns the public view of a thread's persona. */
  of(thread: Thread): ThreadPersona<Name> {
    return {
      get: async () => {
        const set = await nameSetFor(thread, this.#isName);
        return set === undefined ? this.#ask({ thread, ...(await thread.state()) }) : set;
      },
      set: async (name) => {
        if (name !== null && !this.#isName(name))
          throw new OptionError('name', `persona.set needs the name of a persona: ${this.#choices()}`);
        await keepNameFor(thread, name ?? '');
      },
      clear: () => keepNameFor(thread, undefined),
    };
  }

  async #ask({ thread, owner, metadata }: PickContext): Promise<Name | null> {
    const picked = (await this.#pick({ thread, owner, ...(metadata !== undefined ? { metadata } : {}) })) ?? null;
    if (picked === null || this.#isName(picked)) return picked;
    throw new PersonaTrouble(`pick must return the name of a persona: ${this.#choices()}`);
  }

  readonly #isName = (name: unknown): name is Name => typeof name === 'string' && this.#names.has(name);

  #choices(): string {
    return `${[...this.#names].map((name) => `'${name}'`).join(', ')}, or null for the page itself`;
  }
}

/** Chooses the persona of an outgoing message. Never rejects: a message must not be lost because of its persona. */
export type SafeChoice<Name> = (context: PickContext) => Promise<Name | null>;

/** Wraps a {@link Chooser} so that it never rejects or hangs. It logs a failure, and the page itself speaks. */
export function safeChoice<Name extends string>(
  chooser: Chooser<Name>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): SafeChoice<Name> {
  const trouble = new Trouble(clock);
  const late = (): PersonaTrouble => new PersonaTrouble(`pick took longer than ${WAIT_MS} ms`);
  return async (context) => {
    try {
      const choice = await within(clock, chooser.choose(context), WAIT_MS, late);
      trouble.ends();
      return choice;
    } catch (error) {
      const fields = { pageId: context.thread.pageId, ...factsOf(error) };
      trouble.begins(() => {
        logger.warn(fields, 'pick failed or returned an unknown persona: messages go out as the page itself');
      });
      return null;
    }
  };
}

/** The argument of `pick` after an owner change. */
export function afterChange({ thread, current, metadata }: OwnerChanged): PickContext {
  return { thread, owner: current, ...(metadata !== undefined ? { metadata } : {}) };
}
