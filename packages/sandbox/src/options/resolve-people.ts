import { checkKnownKeys } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import type { PlatformFacts } from '../platform/platform.ts';
import { LOCALE } from '../state/profile.ts';
import { flags, id, text } from './option-checks.ts';
import type { SandboxPersonOptions } from './options.ts';

/** A person who exists from the start. */
export interface ResolvedPerson {
  name: string;
  /** Undefined: the sandbox invents one. */
  id: string | undefined;
  /** Undefined: the default one. */
  locale: string | undefined;
  /** Texts, oldest first. */
  messages: readonly string[];
  /** On WhatsApp. */
  username: string | undefined;
  /** On WhatsApp. */
  hidesPhone: boolean;
}

const CONTACT_OPTIONS = ['username', 'hidesPhone'] as const;
const PERSON_OPTIONS = ['name', 'id', 'locale', 'messages', ...CONTACT_OPTIONS];
const MAX_ID_LENGTH = 30;

/**
 * Checks the people of a page.
 *
 * @param others People of the run's other pages: ids are unique in the run.
 * @throws {OptionError} An option is wrong; the message names it.
 */
export function resolvePeople(
  given: readonly SandboxPersonOptions[] | undefined,
  where: string,
  others: readonly ResolvedPerson[],
  platform: PlatformFacts,
): ResolvedPerson[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw new OptionError(`${where} must be a list of people`);
  const people = given.map((person: SandboxPersonOptions, at: number) =>
    resolvePerson(person, `${where}[${at}]`, platform),
  );
  refuseDoubles(
    people.map(({ name }) => name),
    `${where}: two of them have the same name`,
  );
  refuseDoubles(
    [...others, ...people].flatMap((person) => person.id ?? []),
    `${where}: another person of the run has the same id`,
  );
  return people;
}

function resolvePerson(
  person: SandboxPersonOptions,
  where: string,
  { hasNumbers, label }: PlatformFacts,
): ResolvedPerson {
  checkKnownKeys(`${where}.`, person, PERSON_OPTIONS);
  const foreign = hasNumbers ? undefined : CONTACT_OPTIONS.find((name) => person[name] !== undefined);
  if (foreign !== undefined)
    throw new OptionError(`${where}.${foreign} is for people on phone numbers: ${label} has none`);
  flags(where, person, ['hidesPhone']);
  const { name, locale, messages = [], username, hidesPhone = false } = person;
  if (!Array.isArray(messages)) throw new OptionError(`${where}.messages must be a list of texts`);
  const ownId = person.id === undefined ? undefined : id(`${where}.id`, person.id);
  if (ownId !== undefined && ownId.length > MAX_ID_LENGTH)
    throw new OptionError(`${where}.id must have at most ${MAX_ID_LENGTH} digits`);
  if (locale !== undefined && (typeof locale !== 'string' || !LOCALE.test(locale)))
    throw new OptionError(`${where}.locale must be a language and a region, like de_DE`);
  return {
    name: text(`${where}.name`, name),
    id: ownId,
    locale,
    username: username === undefined ? undefined : text(`${where}.username`, username),
    hidesPhone,
    messages: messages.map((message: unknown, at) => text(`${where}.messages[${at}]`, message)),
  };
}

function refuseDoubles(values: readonly string[], problem: string): void {
  if (new Set(values).size < values.length) throw new OptionError(problem);
}
