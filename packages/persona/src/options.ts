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
  /** The name that people see beside the page's name: 1 to 50 characters. The plugin finds the page's persona by it. */
  readonly name: string;
  /** An http or https address, reachable for Meta, of a picture up to 8 MB. Meta keeps its own copy. */
  readonly profilePictureUrl: string;
}

/** The argument of {@link PersonaOptions.pick}. */
export interface PickContext {
  /** The thread of the message. */
  readonly thread: Thread;
  /** The owner of the thread, just before the message goes out. */
  readonly owner: Owner;
  /** Metadata that the other app sent with the control event that set this owner, if any. */
  readonly metadata?: string;
}

/** The argument of the function {@link PersonaOptions.announce}. */
export interface AnnounceContext<Name extends string = string> {
  /** The thread that this app owns now. */
  readonly thread: Thread;
  /** The app that owned it before. */
  readonly previous: Owner;
  /** Metadata that the previous owner sent, if any. */
  readonly metadata?: string;
  /** The persona that the announcement goes out under; `null`: the page itself. */
  readonly persona: Name | null;
}

/** Options of `persona`. */
export interface PersonaOptions<Name extends string = string> {
  /** The personas, by your own names, which `pick` and `ctx.persona` use. No two may have the same `name`. */
  readonly personas: Readonly<Record<Name, WantedPersona>>;
  /**
   * Returns the persona for a message or typing action as it goes out. `null` or `undefined`: the page itself. If it
   * throws, returns an unknown name or takes longer than 5 s, the page itself speaks too, and a warning is logged.
   */
  readonly pick: (context: PickContext) => Awaitable<NoInfer<Name> | null | undefined>;
  /**
   * Sent when this app gets a thread from another app: a text, a Send API message, or a function that returns either,
   * or `undefined` for no message. @default nothing
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
      'pick must be a function that returns the name of a persona, or null for the page itself',
    );
  }
  const says = typeof announce === 'string' ? announce !== '' : typeof announce === 'object' && announce !== null;
  if (announce !== undefined && typeof announce !== 'function' && !says) {
    throw new OptionError(
      'announce',
      'announce must be a non-empty text, a message, or a function that returns either',
    );
  }
  return options;
}

function checkPersonas(personas: unknown): void {
  if (typeof personas !== 'object' || personas === null || Object.keys(personas).length === 0) {
    throw new OptionError('personas', 'personas must hold at least one persona: { bot: { name, profilePictureUrl } }');
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
      const way = 'personas are found by name, so give each its own';
      throw new OptionError(`${option}.name`, `${option} has the same name as personas.${other}: ${way}`);
    }
    keys.set(comparable(name), key);
  }
}

/** A name in the form for comparison: readers see neither blanks around it nor its Unicode form. */
export function comparable(name: string): string {
  return name.trim().normalize();
}

function isWebAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}
