import { OptionError } from '../option-error.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { act } from './act.ts';
import { nonEmpty } from './checks.ts';
import type { Person, Said } from './person.ts';
import { GET_STARTED_TITLE, screenOf } from './screen.ts';

/** Payload of "Get Started" on a page whose profile has no such button. */
const DEFAULT_PAYLOAD = 'GET_STARTED';

/** Taps on what the page's Messenger profile shows. */
export type ProfileTaps = Pick<Person, 'getStarted' | 'tapIceBreaker' | 'tapMenu'>;

/**
 * Taps of one person on the buttons of the Messenger profile.
 *
 * @param press Sends a postback. `sender` is the app that set the button; undefined: the app that last sent one with
 *   this payload.
 */
export function createProfileTaps(
  world: World,
  state: () => PersonState,
  press: (payload: string, title: string, sender?: string) => Said,
): ProfileTaps {
  return {
    async getStarted(payload) {
      const { hasNumbers, label } = world.options.platform;
      if (hasNumbers) throw new OptionError(`getStarted: there is no such button on ${label}`);
      const button = world.profile.get_started;
      if (payload !== undefined || !button) return press(payload ?? DEFAULT_PAYLOAD, GET_STARTED_TITLE);
      return press(button.value.payload, GET_STARTED_TITLE, button.appId);
    },
    async tapIceBreaker(question) {
      nonEmpty('tapIceBreaker: question', question);
      const { iceBreakers } = screenOf(world, state());
      const found = iceBreakers.find((one) => one.question === question);
      if (!found)
        throw notShown(
          'tapIceBreaker: the thread shows',
          iceBreakers.map((one) => one.question),
        );
      return press(found.payload, found.question, world.profile.ice_breakers?.appId);
    },
    async tapMenu(title) {
      nonEmpty('tapMenu: title', title);
      const person = state();
      const { menu } = screenOf(world, person);
      const item = menu.find((one) => one.title === title);
      if (!item)
        throw notShown(
          'tapMenu: the menu has',
          menu.map((one) => one.title),
        );
      if (item.type === 'postback') {
        return press(item.payload ?? '', item.title, (person.userMenu ?? world.profile.persistent_menu)?.appId);
      }
      // The page opens in the person's browser: no app is notified.
      act(world, person, { by: 'person', action: 'open link', detail: { title, url: item.url } }, () => undefined);
      return null;
    },
  };
}

function notShown(what: string, shown: readonly string[]): OptionError {
  return new OptionError(
    `${what} ${shown.length === 0 ? 'nothing to tap' : shown.map((one) => JSON.stringify(one)).join(', ')}`,
  );
}
