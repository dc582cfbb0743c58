import { signedRequest } from '@handover/testkit';
import type { CommandSpec, Given } from '../command-spec.ts';
import { FAILED } from '../exit-codes.ts';
import { textOfFlag } from '../flags.ts';
import { printDelivery } from '../output/delivery-line.ts';
import { newOnes } from '../recording/as-new.ts';
import { Lanes } from '../recording/lanes.ts';
import { pacingOf, type Speed, SYSTEM_CLOCK } from '../recording/pacing.ts';
import { bytesOf } from '../recording/precise-json.ts';
import { type Selected, selectionOf } from '../recording/selection.ts';
import { stopSignalOf } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { callWebhook, WebhookError } from '../webhook/deliver.ts';
import { replayInSandbox } from './replay-in-sandbox.ts';
import { targetOf } from './trigger.ts';

/** How many threads are played side by side at full speed. */
const MOST_THREADS = 16;
/** How many deliveries wait for an answer at the speed of the recording. Meta does not wait either. */
const MOST_IN_FLIGHT = 64;

/** `handover replay FILE` */
export const replay: CommandSpec = {
  name: 'replay',
  summary: 'Sends recorded deliveries to a bot',
  uses: ['appId', 'appSecret', 'webhookUrl', 'graphUrl'],
  details: `Signs each delivery with your app secret. Several files are played in the order
of their times. At full speed, deliveries of one thread wait for each other.

A bot does not handle a delivery a second time within 36 hours (WhatsApp: seven
days). With --as-new it does: message ids are new, also where a reply, reaction
or edit names them, and times move to now. Without --as-new the times are old:
24 hours after the customer's last message, a thread counts as idle.

With --sandbox the people of a sandbox do what the customers did, Meta's inbox
and other apps what they did, and the bot answers by itself. What could not be
played is listed at the end. Give --app-id the bot's app in the recording.

Examples:
  handover replay deliveries.jsonl
  handover replay deliveries.jsonl --as-new --speed max --kind postback
  handover replay deliveries.jsonl.1 deliveries.jsonl --from 2026-01-31T09:30
  handover replay deliveries.jsonl --sandbox --graph-url http://127.0.0.1:7070

Exits with 1 if the bot answers one with a status other than 200 to 299.`,
  build: (command) =>
    void command
      .argument('<files...>', 'recordings of handover record')
      .option('--to <url>', 'address of the bot (WEBHOOK_URL)')
      .option('--speed <factor>', 'such as 10 for ten times as fast, or max (1)')
      .option('--as-new', 'with new message ids, at the present time')
      .option('--sandbox', 'play it in the sandbox at GRAPH_URL instead')
      .option('--thread <id>', 'only deliveries about this person')
      .option('--kind <kind>', 'only deliveries with an event of this kind, or standby')
      .option('--from <time>', 'only deliveries since then')
      .option('--until <time>', 'only deliveries until then'),
  run: async (given) => {
    const speed = speedOf(given);
    return given.flags['sandbox'] === true ? await replayInSandbox(given, speed) : await send(given, speed);
  },
};

async function send(given: Given, speed: Speed): Promise<number | undefined> {
  const { flags, settings, print, surroundings } = given;
  const to = targetOf(given);
  const appSecret = settings.need('appSecret');
  const selection = await selectionOf(given);
  const renew = flags['asNew'] === true ? newOnes() : undefined;
  const lanes = new Lanes(speed === 'max' ? MOST_THREADS : MOST_IN_FLIGHT);
  const counts = { sent: 0, accepted: 0, refused: 0, withoutAnswer: 0 };
  const stop = stopSignalOf(surroundings);
  const pace = pacingOf(speed, SYSTEM_CLOCK, stop.signal, (waitMs) => print.note(gapSentence(waitMs)));

  async function sendOne({ at, body, headers, summary: { kinds, threads } }: Selected): Promise<void> {
    if (stop.signal.aborted) return;
    counts.sent += 1;
    const bytes = bytesOf(renew === undefined ? body : renew(body, Date.now() - at));
    const request = signedRequest(bytes, appSecret);
    const started = performance.now();
    try {
      const { status, durationMs } = await callWebhook(to, { ...request, headers: { ...request.headers, ...headers } });
      counts[status >= 200 && status < 300 ? 'accepted' : 'refused'] += 1;
      printDelivery(print, { at, kinds, threads, status, durationMs });
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      counts.withoutAnswer += 1;
      const durationMs = performance.now() - started;
      if (counts.withoutAnswer === 1) print.note(`${error.message}.`);
      printDelivery(print, { at, kinds, threads, status: undefined, durationMs, problem: error.code });
    }
  }

  try {
    for await (const delivery of selection.deliveries()) {
      await pace(delivery.at);
      if (stop.signal.aborted) break;
      const { threads } = delivery.summary;
      await lanes.add(speed === 'max' ? (threads.length > 0 ? threads : ['']) : [], () => sendOne(delivery));
    }
    await lanes.settled();
  } finally {
    stop.undo();
  }
  const { sent, accepted, refused, withoutAnswer } = counts;
  const rest = sent < selection.count ? ` of ${selection.count}` : '';
  print.result(
    { ...counts, selected: selection.count },
    `${sent}${rest} sent: ${accepted} accepted, ${refused} refused, ${withoutAnswer} without an answer.`,
  );
  return accepted === sent ? undefined : FAILED;
}

function speedOf({ flags }: Given): Speed {
  const given = textOfFlag(flags, 'speed') ?? '1';
  if (given === 'max') return given;
  const factor = /^\d{1,6}(\.\d{1,6})?$/.test(given) ? Number(given) : 0;
  if (factor > 0) return factor;
  throw new UsageError('--speed must be max, or a factor such as 1, 10 or 0.5');
}

/** Announces a long wait. */
export function gapSentence(waitMs: number): string {
  const minutes = Math.round(waitMs / 60_000);
  return `The next delivery comes in ${minutes < 2 ? `${Math.round(waitMs / 1000)} s` : `${minutes} min`}; --speed shortens the gaps.`;
}
