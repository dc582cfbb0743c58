import { type Clock, type Logger, OptionError, type OwnerChanged, type Thread } from '@handover/core';
import { within } from '@handover/core/store';
import type { PersonaOptions, PickContext } from './options.ts';
import { factsOf, PersonaTrouble } from './refusal.ts';
import { keepNameFor, nameSetFor, type ThreadPersona } from './thread-persona.ts';
import { Trouble, WAIT_MS } from './waiting.ts';

/** Which persona speaks in a thread: what was set for it, else what `pick` says. */
export class Chooser<Name extends string> {
  readonly #names: ReadonlySet<string>;
  readonly #pick: PersonaOptions<Name>['pick'];

  constructor({ personas, pick }: PersonaOptions<Name>) {
    this.#names = new Set(Object.keys(personas));
    this.#pick = pick;
  }

  /** The persona that speaks; `null`: the page itself. Rejects where `pick` throws or names none, and where the store fails. */
  async choose(context: PickContext): Promise<Name | null> {
    const set = await nameSetFor(context.thread, this.#isName);
    return set === undefined ? this.#ask(context) : set;
  }

  /** The persona of a thread, for whoever holds the thread. */
  of(thread: Thread): ThreadPersona<Name> {
    return {
      get: async () => {
        const set = await nameSetFor(thread, this.#isName);
        return set === undefined ? this.#ask({ thread, ...(await thread.state()) }) : set;
      },
      set: async (name) => {
        if (name !== null && !this.#isName(name))
          throw new OptionError('name', `set needs a persona: ${this.#choices()}`);
        await keepNameFor(thread, name ?? '');
      },
      clear: () => keepNameFor(thread, undefined),
    };
  }

  async #ask({ thread, owner, metadata }: PickContext): Promise<Name | null> {
    const picked = (await this.#pick({ thread, owner, ...(metadata !== undefined ? { metadata } : {}) })) ?? null;
    if (picked === null || this.#isName(picked)) return picked;
    throw new PersonaTrouble(`pick must give a persona: ${this.#choices()}`);
  }

  readonly #isName = (name: unknown): name is Name => typeof name === 'string' && this.#names.has(name);

  #choices(): string {
    return `${[...this.#names].map((name) => `'${name}'`).join(', ')}, or null for the page itself`;
  }
}

/** Chooses as messages go out: a message must not be lost for the sake of its persona. */
export type SafeChoice<Name> = (context: PickContext) => Promise<Name | null>;

/** A {@link Chooser} that never rejects and never hangs: what fails is said in the log, and the page itself speaks. */
export function safeChoice<Name extends string>(
  chooser: Chooser<Name>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): SafeChoice<Name> {
  const trouble = new Trouble(clock);
  const late = (): PersonaTrouble => new PersonaTrouble(`pick did not answer within ${WAIT_MS} ms`);
  return async (context) => {
    try {
      const choice = await within(clock, chooser.choose(context), WAIT_MS, late);
      trouble.ends();
      return choice;
    } catch (error) {
      const fields = { pageId: context.thread.pageId, ...factsOf(error) };
      trouble.begins(() => {
        logger.warn(fields, 'pick gave no persona that exists: messages go out as the page itself');
      });
      return null;
    }
  };
}

/** What `pick` is asked with once the owner has changed. */
export function afterChange({ thread, current, metadata }: OwnerChanged): PickContext {
  return { thread, owner: current, ...(metadata !== undefined ? { metadata } : {}) };
}
