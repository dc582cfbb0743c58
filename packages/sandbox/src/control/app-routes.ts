import { environmentOf } from '../environment.ts';
import { OptionError } from '../option-error.ts';
import type { Run } from '../state/run.ts';
import type { World } from '../state/world.ts';
import type { GivenEntries } from '../webhooks/by-hand.ts';
import { APP_CALLS, callAs } from './app-calls.ts';
import {
  type ControlRoute,
  findPerson,
  NotFoundError,
  numberField,
  optionalText,
  textField,
  typedFields,
} from './route.ts';
import { appView } from './views.ts';

/** The developers' apps: switches, webhooks, and calls and deliveries made by hand. */
export const appRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/apps/:id',
    what: "turns an app's switches: { canTake?, standby?, humanAgent? }",
    run({ page, world, params, body }) {
      page.setApp(knownApp(world, params['id']), typedFields(body));
      return appView(world, params['id'] ?? '');
    },
  },
  {
    method: 'POST',
    path: '/apps/:id/webhook',
    what: "sets an app's webhook: { url, verifyToken? }; url null removes it",
    run({ sandbox, run, params, body }) {
      const id = knownApp(run, params['id']);
      const verifyToken = optionalText(body, 'verifyToken');
      const rest = verifyToken === undefined ? {} : { verifyToken };
      sandbox.setWebhook(id, body['url'] === null ? null : { url: textField(body, 'url'), ...rest });
      return { success: true };
    },
  },
  {
    method: 'POST',
    path: '/apps/:id/fields',
    what: 'subscribes an app to exactly these fields, as its own call would: { fields: [name, …] }',
    run({ page, world, params, body }) {
      const id = knownApp(world, params['id']);
      page.setFields(id, fieldList(body));
      return appView(world, id);
    },
  },
  {
    method: 'GET',
    path: '/apps/:id/environment',
    what: "what the app's bot needs in its environment, token and secret included; with several pages also PAGE_TOKENS",
    run: ({ world, params }) => environmentOf(world, knownApp(world, params['id'])),
  },
  {
    method: 'POST',
    path: '/apps/:id/user-token',
    what: "a user token of the pages' admin for this app: { lastsMs? }",
    run({ sandbox, run, params, body }) {
      const id = knownApp(run, params['id']);
      return {
        token: sandbox.userToken(id, body['lastsMs'] === undefined ? {} : { lastsMs: numberField(body, 'lastsMs') }),
      };
    },
  },
  {
    method: 'POST',
    path: '/apps/:id/authorization-code',
    what: 'a code for oauth/access_token, as the login dialog returns it: { redirectUri }',
    run: ({ sandbox, run, params, body }) => ({
      code: sandbox.authorizationCode(knownApp(run, params['id']), textField(body, 'redirectUri')),
    }),
  },
  {
    method: 'POST',
    path: '/apps/:id/calls',
    what: `a Graph call as this app: { call: ${APP_CALLS.map((name) => `'${name}'`).join(' | ')}, person, targetApp?, metadata?, durationSeconds?, text?, persona? }; answers { ok, status, body }, also if Graph refuses`,
    run(call) {
      const { world, params, body } = call;
      const app = world.apps.get(knownApp(world, params['id']));
      const person = findPerson(call, textField(body, 'person'));
      return app && callAs(world, app, person.id, body);
    },
  },
  {
    method: 'POST',
    path: '/apps/:id/verify',
    what: "makes the GET handshake with the app's webhook",
    async run({ sandbox, run, params }) {
      return { verified: await sandbox.verifyWebhook(knownApp(run, params['id'])) };
    },
  },
  {
    method: 'POST',
    path: '/apps/:id/test',
    what: "the Test button of the app's dashboard: { field }; answers with the entry of the delivery",
    run: ({ page, world, params, body }) => page.testButton(knownApp(world, params['id']), textField(body, 'field')),
  },
  {
    method: 'POST',
    path: '/apps/:id/deliver',
    what: 'delivers an entry unchanged, signed: { entry, object? }; entry may be a list, or JSON text in a form',
    async run({ page, world, params, body }) {
      const object = optionalText(body, 'object');
      const id = knownApp(world, params['id']);
      await page.deliver(id, givenEntries(body), object === undefined ? {} : { object });
      return { success: true };
    },
  },
];

/** The id of an app of the page, or of the run. @throws {NotFoundError} There is none with this id. */
function knownApp({ apps }: World | Run, id = ''): string {
  if (apps.has(id)) return id;
  throw new NotFoundError(`there is no app with this id; apps are ${[...apps.keys()].join(', ')}`);
}

/** A list; in a form, names separated by commas. @throws {OptionError} It is something else. */
function fieldList({ fields }: Record<string, unknown>): string[] {
  if (typeof fields === 'string')
    return fields
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  if (Array.isArray(fields) && fields.every((name) => typeof name === 'string')) return fields;
  throw new OptionError('fields is required, a list of names');
}

/** An object or a list. @throws {OptionError} It is something else, or text that is not JSON. */
function givenEntries({ entry }: Record<string, unknown>): GivenEntries {
  if (typeof entry !== 'string') {
    if (typeof entry === 'object' && entry !== null) return entry as GivenEntries;
    throw new OptionError('entry is required, an object or a list of objects');
  }
  try {
    return JSON.parse(entry) as GivenEntries;
  } catch (error) {
    throw error instanceof SyntaxError ? new OptionError('entry must be JSON') : error;
  }
}
