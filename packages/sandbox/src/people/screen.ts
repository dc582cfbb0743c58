import { namesOf } from '../platform/person-names.ts';
import type { PersonState } from '../state/person-state.ts';
import { type Command, entryFor, type IceBreaker, iceBreakersFor, type MenuItem } from '../state/profile.ts';
import type { World } from '../state/world.ts';

/** Label of the button on the welcome screen. */
export const GET_STARTED_TITLE = 'Get Started';

/** What the page's Messenger profile shows one person now, besides the messages. */
export interface PersonScreen {
  /** Greeting of the welcome screen, with the person's name filled in; null: there is none, or the thread has begun. */
  greeting: string | null;
  /** The button "Get Started" of the welcome screen; null: there is none, or the thread has begun. */
  getStarted: { title: string; payload: string } | null;
  /** Questions of a new thread. They take the place of the button "Get Started". */
  iceBreakers: IceBreaker[];
  /** Items of the persistent menu: the person's own menu, or the page's. */
  menu: MenuItem[];
  /** Commands that the composer offers. They take the place of the menu. */
  commands: Command[];
  /** The person can tap, but not write. */
  composerDisabled: boolean;
}

/** The screen of a person, by locale (Messenger Platform docs, Messenger Profile API, Ice Breakers, Persistent Menu). */
export function screenOf({ profile, options: { platform } }: World, person: PersonState): PersonScreen {
  const { locale, userMenu, messages } = person;
  const isNew = messages.length === 0;
  const greeting = isNew ? entryFor(profile.greeting?.value, locale)?.text : undefined;
  const iceBreakers = isNew ? iceBreakersFor(profile.ice_breakers?.value, locale) : [];
  const button = isNew && iceBreakers.length === 0 ? profile.get_started?.value : undefined;
  const commands = entryFor(profile.commands?.value, locale)?.commands ?? [];
  // Without the button there is no menu, not even a person's own, where the platform has the button.
  const hasMenu = commands.length === 0 && (profile.get_started || !platform.profileFields.includes('get_started'));
  const menu = hasMenu ? entryFor((userMenu ?? profile.persistent_menu)?.value, locale) : undefined;
  return structuredClone({
    greeting: greeting === undefined ? null : filledIn(greeting, person.name),
    getStarted: button ? { title: GET_STARTED_TITLE, payload: button.payload } : null,
    iceBreakers,
    menu: menu?.call_to_actions ?? [],
    commands,
    composerDisabled: menu?.composer_input_disabled === true,
  });
}

/** Replaces the template strings of a greeting (Messenger Platform docs, Greeting Text). */
function filledIn(text: string, name: string): string {
  const { firstName, lastName } = namesOf(name);
  const names: Record<string, string> = { first: firstName, last: lastName, full: name };
  return text.replace(/\{\{user_(first|last|full)_name\}\}/g, (_, which: string) => names[which] ?? '');
}
