import { OptionError } from './option-error.ts';
import type { Run } from './state/run.ts';
import type { World } from './state/world.ts';
import { envelopeId } from './webhooks/items.ts';

/** The variables that a bot behind the sandbox reads, under the names that the command line prints. */
export interface BotEnvironment {
  /** Base URL of Graph, in place of `https://graph.facebook.com`. */
  GRAPH_URL: string;
  /** Page id; on WhatsApp the id of the phone number. */
  PAGE_ID: string;
  /** WhatsApp: id of the account that the number is in, for `subscribed_apps`. */
  ACCOUNT_ID?: string;
  /** Page token of this app. */
  PAGE_TOKEN: string;
  /** App id. */
  APP_ID: string;
  /** App secret: signs the deliveries. */
  APP_SECRET: string;
  /** Verify token that the handshake sends. */
  VERIFY_TOKEN: string;
  /**
   * Only if the app is connected to several pages: JSON with its page token for each of them. The keys are the ids that
   * deliveries carry as `entry[].id`: the page's, on Instagram the account's. On WhatsApp they are the ids of the phone
   * numbers, since several numbers may be in one account.
   */
  PAGE_TOKENS?: string;
}

/** The environment variables for the bot of an app; `PAGE_ID` and `PAGE_TOKEN` are those of this page. @throws {OptionError} There is no app with this id. */
export function environmentOf({ run, url, options, apps }: World, appId: string): BotEnvironment {
  const app = apps.get(appId);
  if (!app) throw new OptionError(`there is no app with this id; apps are ${[...apps.keys()].join(', ')}`);
  const tokens = run.worlds.flatMap((world) => {
    const own = world.apps.get(appId);
    const { page } = world.options;
    return own ? [[page.number ? page.id : envelopeId(world), own.accessToken]] : [];
  });
  return {
    GRAPH_URL: url,
    PAGE_ID: options.page.id,
    ...(options.page.number && { ACCOUNT_ID: options.page.number.accountId }),
    PAGE_TOKEN: app.accessToken,
    APP_ID: app.id,
    APP_SECRET: app.shared.secret,
    VERIFY_TOKEN: app.shared.verifyToken,
    ...(tokens.length > 1 ? { PAGE_TOKENS: JSON.stringify(Object.fromEntries(tokens)) } : {}),
  };
}

/**
 * The environment variables for the bot of an app, on the first page to which it is connected.
 *
 * @default appId the first app
 * @throws {OptionError} There is no app with this id, or it is connected to no page.
 */
export function environmentOfApp(run: Run, appId: string = [...run.apps.keys()][0] ?? ''): BotEnvironment {
  return environmentOf(run.worlds.find((world) => world.apps.has(appId)) ?? run.first(), appId);
}
