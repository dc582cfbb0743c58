import type { Client, Subscription, WhatsappClient } from '@handover/client';
import type { CommandSpec, Given } from '../command-spec.ts';
import { oneLine } from '../output/one-line.ts';
import { CLIENT_SETTINGS, clientOf } from '../settings/client-of.ts';
import { UsageError } from '../usage-error.ts';

/** What a bot that shares its threads needs, as the README of the toolkit lists it. */
const FIELDS: Readonly<Record<Client['platform'], readonly string[]>> = {
  messenger: [
    'messages',
    'messaging_postbacks',
    'messaging_referrals',
    'messaging_handovers',
    'standby',
    'message_echoes',
  ],
  // Echoes come with `messages`; three names are in the singular.
  instagram: ['messages', 'messaging_postbacks', 'messaging_referral', 'messaging_handover', 'standby'],
};

/** `handover subscribe [FIELD…]` */
export const subscribe: CommandSpec = {
  name: 'subscribe',
  summary: 'Subscribes your app to the page, and shows to which fields',
  uses: CLIENT_SETTINGS,
  details: `Without fields, those that a bot needs which shares its threads:
  Messenger  ${FIELDS.messenger.slice(0, 3).join(', ')},
             ${FIELDS.messenger.slice(3).join(', ')}
  Instagram  ${FIELDS.instagram.slice(0, 3).join(', ')},
             ${FIELDS.instagram.slice(3).join(', ')}
  WhatsApp   none: subscribes the app to the account of ACCOUNT_ID; the fields
             are chosen in the app dashboard

The address of the webhook is also set in the app dashboard.

Examples:
  handover subscribe
  handover subscribe message_reactions
  handover subscribe --show`,
  build: (command) =>
    command
      .argument('[field...]', 'fields to add, such as messages')
      .option('--replace', 'give up all other fields')
      .option('--show', 'only show which apps are subscribed'),
  async run(given) {
    const { args, flags, settings } = given;
    if (flags['show'] === true && (args.length > 0 || flags['replace'] === true)) {
      throw new UsageError('--show changes nothing: leave out the fields and --replace');
    }
    const client = clientOf(settings);
    if (client.platform === 'whatsapp') settings.need('accountId');
    if (flags['show'] === true) return show(given, client);
    if (client.platform === 'whatsapp') await subscribeAccount(given, client);
    else await subscribePage(given, client);
    return undefined;
  },
};

async function show({ print, settings }: Given, client: Client | WhatsappClient): Promise<undefined> {
  const apps = await client.getSubscriptions();
  const own = settings.get('appId');
  const what = client.platform === 'whatsapp' ? 'account' : 'page';
  if (apps.length === 0 && !print.isJson) print.result([], `No app is subscribed to the ${what}.`);
  for (const { id, name, subscribedFields } of apps) {
    const isOwn = id === own;
    const fields = subscribedFields === undefined ? '' : `: ${listOf(subscribedFields)}`;
    const whose = isOwn ? ' (your app)' : '';
    print.result({ appId: id, name, isOwn, fields: subscribedFields }, `${id} ${oneLine(name ?? '')}${whose}${fields}`);
  }
  return undefined;
}

async function subscribePage({ print, args, flags, settings }: Given, client: Client): Promise<void> {
  const appId = settings.get('appId');
  const fields = args.length > 0 ? args : FIELDS[client.platform];
  const before = fieldsOf(await client.getSubscriptions(), appId);
  const { subscribedFields } = await client.subscribe(fields, { replace: flags['replace'] === true });
  // What Meta lists now, not what it was asked for.
  const now = fieldsOf(await client.getSubscriptions(), appId) ?? subscribedFields;
  print.result(
    { appId, before, now },
    `Before: ${before === undefined ? 'unknown, since APP_ID is not set' : listOf(before)}\nNow:    ${listOf(now)}`,
  );
}

async function subscribeAccount({ print, args, flags, settings }: Given, client: WhatsappClient): Promise<void> {
  if (args.length > 0 || flags['replace'] === true) {
    throw new UsageError(
      'the fields of a WhatsApp number are chosen in the app dashboard: leave out fields and --replace',
    );
  }
  const before = (await client.getSubscriptions()).map(({ id }) => id);
  await client.subscribe();
  const now = (await client.getSubscriptions()).map(({ id }) => id);
  print.result({ appId: settings.get('appId'), before, now }, `Before: ${appsOf(before)}\nNow:    ${appsOf(now)}`);
}

/** The fields of this app; `undefined` if it is not known which one it is. */
function fieldsOf(apps: readonly Subscription[], appId: string | undefined): readonly string[] | undefined {
  if (appId === undefined) return apps.length === 0 ? [] : undefined;
  return apps.find(({ id }) => id === appId)?.subscribedFields ?? [];
}

function listOf(fields: readonly string[]): string {
  return fields.length === 0 ? 'no fields' : fields.join(', ');
}

function appsOf(ids: readonly string[]): string {
  return ids.length === 0 ? 'no app' : `app ${ids.join(', app ')}`;
}
