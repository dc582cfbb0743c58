import type { PersonState } from '../../state/person-state.ts';
import type { PersistentMenu } from '../../state/profile.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { invalid } from '../graph-fault.ts';
import { checkUserMenu, requireWhitelisted } from './profile-checks.ts';
import { settingsIn } from './profile-endpoints.ts';

/** Settings that can be read. */
const LEVELS = ['user_level_persistent_menu', 'page_level_persistent_menu'] as const;
const SUCCESS = { result: 'success' };

/** `custom_user_settings`: the persistent menu of one person (Messenger Platform docs, Persistent Menu). */
export const userSettingsEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'custom_user_settings',
    operation: 'GET /{pageId}/custom_user_settings',
    run(call) {
      const { userMenu } = personOf(call);
      const menus = {
        user_level_persistent_menu: userMenu?.value,
        page_level_persistent_menu: call.world.profile.persistent_menu?.value,
      };
      const wanted = settingsIn('fields', call.params['fields'] ?? LEVELS, LEVELS);
      const set = wanted.filter((name) => menus[name] !== undefined).map((name) => [name, menus[name]]);
      return { data: set.length === 0 ? [] : [Object.fromEntries(set)] };
    },
  },
  {
    method: 'POST',
    nodes: ['page'],
    edge: 'custom_user_settings',
    operation: 'POST /{pageId}/custom_user_settings',
    run(call) {
      const { world, app, params } = call;
      const person = personOf(call);
      const value = params['persistent_menu'] as PersistentMenu[];
      checkUserMenu(value, world.options.platform);
      requireWhitelisted(value, world.profile);
      person.userMenu = { value, appId: app.id };
      return SUCCESS;
    },
  },
  {
    method: 'DELETE',
    nodes: ['page'],
    edge: 'custom_user_settings',
    operation: 'DELETE /{pageId}/custom_user_settings',
    run(call) {
      settingsIn('params', call.params['params'], ['persistent_menu']);
      personOf(call).userMenu = null;
      return SUCCESS;
    },
  },
];

function personOf({ world, params }: Call): PersonState {
  const { hasUserMenus, label } = world.options.platform;
  if (!hasUserMenus) throw invalid(`Menus of single people are not supported on ${label}`);
  const person = world.people.get(String(params['psid']));
  if (!person) throw invalid('No matching user found', 2018001);
  return person;
}
