import {
  type Awaitable,
  checkKnownKeys,
  OptionError,
  type OutgoingMessage,
  type Owner,
  type Thread,
} from '@handover/core';

/** A name and a picture under which the page speaks. Source: Messenger Platform docs, Personas. */
export interface WantedPersona {
  /** What people see beside the page's name: 1 to 50 characters. By it the page's persona is found again. */
  readonly name: string;
  /** An http or https address that Meta can reach, of a picture up to 8 MB. Meta keeps a copy of its own. */
  readonly profilePictureUrl: string;
}

/** What {@link PersonaOptions.pick} is asked with. */
export interface PickContext {
  /** Where the message goes. */
  readonly thread: Thread;
  /** Who owns the thread, a moment before the message goes out. */
  readonly owner: Owner;
  /** Metadata of the control event that made the owner, where it had any: what the other app gave along. */
  readonly metadata?: string;
}

/** What the function {@link PersonaOptions.announce} is asked with. */
export interface AnnounceContext<Name extends string = string> {
  /** The thread that this app owns now. */
  readonly thread: Thread;
  /** The app that owned it before. */
  readonly previous: Owner;
  /** What that app gave along, where it gave anything. */
  readonly metadata?: string;
  /** The persona that will say it; `null`: the page itself. */
  readonly persona: Name | null;
}

/** Options of `persona`. */
export interface PersonaOptions<Name extends string = string> {
  /** The personas by names of your own, which `pick` and `ctx.persona` use. No two may have the same `name`. */
  readonly personas: Readonly<Record<Name, WantedPersona>>;
  /**
   * Which persona speaks, asked for each message and typing action as it goes out. `null` or `undefined`: the page itself.
   * So does a message when `pick` throws, names a persona that is none, or takes longer than 5 s; the log says it.
   */
  readonly pick: (context: PickContext) => Awaitable<NoInfer<Name> | null | undefined>;
  /**
   * Said when this app gets a thread from another app: a text, a message as the Send API takes it, or a function that
   * gives one (or `undefined`: nothing is said). @default nothing
   */
  readonly announce?:
    | string
    | OutgoingMessage
    | ((context: AnnounceContext<NoInfer<Name>>) => Awaitable<string | OutgoingMessage | undefined>);
}

/** Longest name of a persona. Source: Messenger Platform docs, Personas. */
const MAX_NAME_CHARACTERS = 50;

/** @throws {OptionError} An option is missing, unknown or wrong; `option` names it. */
export function checkOptions<Name extends string>(options: PersonaOptions<Name>): PersonaOptions<Name> {
  checkKnownKeys(options, ['personas', 'pick', 'announce'], 'persona');
  const { personas, pick, announce } = (options ?? {}) as Partial<PersonaOptions<Name>>;
  checkPersonas(personas);
  if (typeof pick !== 'function') {
    throw new OptionError(
      'pick',
      'pick must be a function that gives the name of a persona, or null for the page itself',
    );
  }
  const says = typeof announce === 'string' ? announce !== '' : typeof announce === 'object' && announce !== null;
  if (announce !== undefined && typeof announce !== 'function' && !says) {
    throw new OptionError(
      'announce',
      'announce must be a text that is not empty, a message, or a function that gives one',
    );
  }
  return options;
}

function checkPersonas(personas: unknown): void {
  if (typeof personas !== 'object' || personas === null || Object.keys(personas).length === 0) {
    throw new OptionError('personas', 'personas must hold at least one: { bot: { name, profilePictureUrl } }');
  }
  const keys = new Map<string, string>();
  for (const [key, wanted] of Object.entries(personas as Record<string, Partial<WantedPersona> | null>)) {
    const option = `personas.${key}`;
    const { name, profilePictureUrl } = wanted ?? {};
    if (typeof name !== 'string' || name.trim() === '' || [...name].length > MAX_NAME_CHARACTERS) {
      throw new OptionError(
        `${option}.name`,
        `${option}.name must be a text of 1 to ${MAX_NAME_CHARACTERS} characters`,
      );
    }
    if (!isWebAddress(profilePictureUrl)) {
      const expected = 'must be an http or https address that Meta can reach';
      throw new OptionError(`${option}.profilePictureUrl`, `${option}.profilePictureUrl ${expected}`);
    }
    const other = keys.get(comparable(name));
    if (other !== undefined) {
      const way = 'a page finds its personas by name, so give each its own';
      throw new OptionError(`${option}.name`, `${option} has the same name as personas.${other}: ${way}`);
    }
    keys.set(comparable(name), key);
  }
}

/** A name as it is compared: nobody sees blanks around it, or in which form of Unicode it came. */
export function comparable(name: string): string {
  return name.trim().normalize();
}

function isWebAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}
