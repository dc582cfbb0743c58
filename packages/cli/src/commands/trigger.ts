import type { CommandSpec, Given } from '../command-spec.ts';
import { FAILED } from '../exit-codes.ts';
import { platformOf } from '../settings/client-of.ts';
import { UsageError } from '../usage-error.ts';
import { deliver, plainAddress, type WebhookAnswer, webhookUrlOf } from '../webhook/deliver.ts';
import { platformsOf, sampleDelivery } from '../webhook/sample-delivery.ts';
import { SAMPLE_KINDS } from '../webhook/sample-kinds.ts';

/** `handover trigger KIND` */
export const trigger: CommandSpec = {
  name: 'trigger',
  summary: 'Sends a signed sample delivery to a bot',
  uses: ['platform', 'pageId', 'appId', 'appSecret', 'webhookUrl'],
  details: `The delivery has the form and signature of Meta's, the present time and a new
message id, so the bot handles it as a new one. Ids that you leave out are
samples. A bot that answers calls Graph for this person: give --psid a person
who can be written to, or use a sandbox.

Examples:
  handover trigger message --text 'I want to talk to a human'
  handover trigger take --app inbox
  handover trigger message --standby --to http://127.0.0.1:3000/webhook
  handover trigger postback --payload MENU --print

Exits with 1 if the bot does not answer with a status from 200 to 299.`,
  build: (command) =>
    void command
      .argument('[kind]', 'what happened, such as message; --list shows all kinds')
      .option('--list', 'list the kinds')
      .option('--to <url>', 'address of the bot (WEBHOOK_URL)')
      .option('--psid <id>', 'the person: PSID, or on WhatsApp phone number or user id')
      .option('--text <text>', 'what the person writes')
      .option('--payload <payload>', 'payload of the button or quick reply')
      .option('--mid <id>', 'id of the message (a new one)')
      .option('--app <id>', 'the other app: its id, or inbox (inbox)')
      .option('--metadata <note>', "note of a pass, take, request or app's message")
      .option('--standby', 'send it to an app that does not own the thread')
      .option('--print', 'print the body and send nothing'),
  async run(given) {
    const { args, flags, settings, print } = given;
    if (flags['list'] === true) return list(given);
    const kind = args[0];
    if (kind === undefined) throw new UsageError('name a kind, such as message; handover trigger --list shows all');
    const body = sampleDelivery(
      kind,
      {
        platform: platformOf(settings),
        pageId: settings.get('pageId'),
        appId: settings.get('appId'),
        standby: flags['standby'] === true,
        ...textsOf(flags),
      },
      Date.now(),
    );
    if (flags['print'] === true) {
      print.result(body, JSON.stringify(body, undefined, 2));
      return undefined;
    }
    const to = targetOf(given);
    const answer = await deliver(to, body, settings.need('appSecret'));
    const isAccepted = answer.status >= 200 && answer.status < 300;
    const { status, durationMs } = answer;
    print.result(
      { kind, to: plainAddress(to), status, durationMs: Math.round(durationMs), answer: firstLineOf(answer) },
      `${print.paint[isAccepted ? 'green' : 'red'](String(status))} ${firstLineOf(answer)} (${Math.round(durationMs)} ms)`,
    );
    if (status === 401) print.note('The bot has another app secret: compare its APP_SECRET with the one used here.');
    if (status === 404) print.note(`Is ${to.pathname} the path of the webhook?`);
    return isAccepted ? undefined : FAILED;
  },
};

/** The address of the bot, from `--to` or the settings. @throws {UsageError} It is missing or no address. */
export function targetOf({ flags: { to }, settings }: Pick<Given, 'flags' | 'settings'>): URL {
  if (typeof to === 'string') return webhookUrlOf(to, '--to');
  const url = settings.get('webhookUrl');
  if (url !== undefined) return webhookUrlOf(url, 'WEBHOOK_URL');
  throw new UsageError("give --to or WEBHOOK_URL the address of the bot's webhook");
}

function list({ print }: Given): undefined {
  const kinds = Object.entries(SAMPLE_KINDS).map(([kind, sample]) => ({
    kind,
    what: sample.what,
    platforms: platformsOf(sample),
  }));
  if (print.isJson) for (const kind of kinds) print.result(kind, '');
  else {
    const lines = kinds.map(({ kind, what, platforms }) => {
      const only = platforms.length === 3 ? '' : platforms.includes('whatsapp') ? ' (WhatsApp)' : '';
      return `${print.paint.bold(kind.padEnd(24))}${what}${only}`;
    });
    print.result(undefined, lines.join('\n'));
  }
  return undefined;
}

function textsOf(flags: Given['flags']): Record<string, string> {
  const names = ['psid', 'text', 'payload', 'mid', 'app', 'metadata'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = flags[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** A bot answers with a word or a sentence of its own; a framework's page of an error is cut. */
function firstLineOf({ text }: WebhookAnswer): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters could steer the terminal.
  return (text.trim().split('\n')[0] ?? '').replace(/[\u0000-\u001f\u007f-\u009f]/g, '').slice(0, 200);
}
