import { OptionError } from '../option-error.ts';
import type { SandboxPage } from '../page.ts';
import type { Person } from '../people/person.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Run } from '../state/run.ts';
import type { World } from '../state/world.ts';

/** What a route of the control API gets. */
export interface ControlCall {
  run: Run;
  /** The page that `?page=` and `?platform=` name; the first one without them. */
  world: World;
  /** Handle of the same page. */
  page: SandboxPage;
  sandbox: Sandbox;
  /** Parts of the path, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Fields of the JSON or form body. */
  body: Record<string, unknown>;
}

/** One route of the control API. */
export interface ControlRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below `/_sandbox`, in the router's notation. */
  path: string;
  /** One line for the list of routes: what it does, and the body it takes. */
  what: string;
  run(call: ControlCall): unknown;
}

/** The person with this PSID or name. @throws {NotFoundError} There is none. */
export function findPerson({ page }: Pick<ControlCall, 'page'>, who: string): Person {
  const { people } = page;
  const person = people.find(({ id }) => id === who) ?? people.find(({ name }) => name === who);
  if (!person)
    throw new NotFoundError('there is no such person on this page; POST /_sandbox/people with { "name": … } makes one');
  return person;
}

/** There is no such page, person, app or route. Answered with 404; the message says where to look. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** An optional text field; a form sends everything as text. @throws {OptionError} It is something else. */
export function optionalText(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new OptionError(`${name} must be a string`);
}

/** A text field. @throws {OptionError} It is absent or something else. */
export function textField(body: Record<string, unknown>, name: string): string {
  const value = optionalText(body, name);
  if (value === undefined) throw new OptionError(`${name} is required, a string`);
  return value;
}

/** A number, also when a form sent it as text. @throws {OptionError} It is absent or no number. */
export function numberField(body: Record<string, unknown>, name: string): number {
  const value = body[name];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new OptionError(`${name} is required, a number`);
  return number;
}

/**
 * True or false, also when a form sent it as text.
 *
 * @param usual What an absent field means. Without it, the field is required.
 * @throws {OptionError} It is something else.
 */
export function flagField(body: Record<string, unknown>, name: string, usual?: boolean): boolean {
  const value = body[name] ?? usual;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new OptionError(usual === undefined ? `${name} is required, true or false` : `${name} must be true or false`);
}

/** The body with the texts `true`, `false` and whole numbers, as a form sends them, turned into their types. */
export function typedFields(body: Record<string, unknown>): Record<string, unknown> {
  const typed = (value: unknown): unknown => {
    if (value === 'true' || value === 'false') return value === 'true';
    return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  };
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typed(value)]));
}
