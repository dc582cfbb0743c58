import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { CommandSpec, Given } from '../command-spec.ts';
import { wholeNumberOf } from '../flags.ts';
import { counted } from '../output/counted.ts';
import { printDelivery } from '../output/delivery-line.ts';
import { recordingProxy } from '../recording/proxy.ts';
import { type NotRecorded, recorderOf } from '../recording/recorder.ts';
import { RecordingFile } from '../recording/recording-file.ts';
import { summaryOf } from '../recording/summary-of.ts';
import { stopSignalOf } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { plainAddress } from '../webhook/deliver.ts';
import { targetOf } from './trigger.ts';

const MEBIBYTE = 1_048_576;
/** How long running requests may take once the command ends, in ms. */
const PATIENCE_MS = 5_000;

const NOTES: Readonly<Record<Exclude<NotRecorded, 'other' | 'disk'>, string>> = {
  signature:
    "A request passed without being recorded: it has no signature of this app. If it came from Meta, compare APP_SECRET with the app's dashboard.",
  size: 'A request passed without being recorded: it is larger than 1 MiB, or too many came at once.',
  form: 'A delivery passed without being recorded: its body is not the JSON of a delivery.',
};

/** `handover record` */
export const record: CommandSpec = {
  name: 'record',
  summary: "Stands in front of a bot and records Meta's deliveries",
  uses: ['appId', 'appSecret', 'webhookUrl'],
  details: `Passes every request on to the bot, and the bot's answer back. What Meta signed
for your app goes into the file, one delivery a line; a redelivery is one more
line. Point your tunnel at this port instead of the bot's.

Texts, names, phone numbers, addresses and tokens are masked, and so is every
field that is not known to be harmless. With --texts only tokens are masked.
Only you can read the file (mode 0600): it holds ids of your customers, and
with --texts what they wrote.

While the bot is down, Meta gets a 502, and the delivery is recorded. Ctrl-C
ends the recording. handover replay sends it to a bot again.

Examples:
  handover record --port 4000 --to http://127.0.0.1:3000/webhook
  handover record --texts --mask-ids --file trial.jsonl`,
  build: (command) =>
    void command
      .option('--port <number>', 'port to listen on (4000); 0 chooses a free one')
      .option('--host <address>', 'address to listen on; 0.0.0.0 opens it to others (127.0.0.1)')
      .option('--to <url>', 'address of the bot (WEBHOOK_URL)')
      .option('--file <path>', 'file to write to (deliveries.jsonl)')
      .option('--texts', 'record texts, names, phone numbers and addresses')
      .option('--mask-ids', 'replace ids of people and messages, always alike')
      .option('--rotate-mb <number>', 'begin a new file at this size (64)')
      .option('--keep <number>', 'number of older files to keep: FILE.1, FILE.2, … (4)'),
  run: async (given) => {
    const { flags, settings, print, surroundings } = given;
    const to = targetOf(given);
    const appSecret = settings.need('appSecret');
    const port = wholeNumberOf(flags, 'port', { from: 0, to: 65_535, otherwise: 4_000 });
    const host = typeof flags['host'] === 'string' ? flags['host'] : '127.0.0.1';
    const path = typeof flags['file'] === 'string' ? flags['file'] : 'deliveries.jsonl';
    const rotateBytes = wholeNumberOf(flags, 'rotateMb', { from: 1, to: 10_000, otherwise: 64 }) * MEBIBYTE;
    const keep = wholeNumberOf(flags, 'keep', { from: 0, to: 1_000, otherwise: 4 });
    const file = new RecordingFile(resolve(surroundings.cwd(), path), { rotateBytes, keep, onTrouble: print.note });
    const texts = flags['texts'] === true;
    const record = recorderOf({
      appSecret,
      texts,
      maskIds: flags['maskIds'] === true,
      append: (line) => file.append(line),
    });
    const counts = new Counts(print.note);
    const server = recordingProxy({
      to,
      onNoAnswer: (code) => counts.noAnswer(code, to),
      onRequest: (request) => {
        const recorded = record(request);
        counts.passed(recorded);
        if (typeof recorded === 'string') return undefined;
        const { kinds, threads } = summaryOf(recorded.body, settings.get('appId'));
        return (outcome) => printDelivery(print, { at: request.at, kinds, threads, ...outcome });
      },
    });
    const stop = stopSignalOf(surroundings);
    try {
      const address = await listen(server, { port, host });
      sayWhere(given, { address, to, path, host, texts });
      if (!stop.signal.aborted) await once(stop.signal, 'abort');
      await close(server);
    } finally {
      stop.undo();
      file.close();
    }
    print.result(counts, `${counts}`);
    return undefined;
  },
};

/** What passed, and the notes about it: one of each kind. */
class Counts {
  recorded = 0;
  readonly notRecorded: Record<NotRecorded, number> = { other: 0, signature: 0, size: 0, form: 0, disk: 0 };
  withoutAnswer = 0;
  readonly #note: (sentence: string) => void;

  constructor(note: (sentence: string) => void) {
    this.#note = note;
  }

  passed(recorded: ReturnType<ReturnType<typeof recorderOf>>): void {
    if (typeof recorded !== 'string') {
      this.recorded += 1;
      return;
    }
    this.notRecorded[recorded] += 1;
    const isFirst = this.notRecorded[recorded] === 1;
    if (isFirst && recorded !== 'other' && recorded !== 'disk') this.#note(NOTES[recorded]);
  }

  noAnswer(code: string, to: URL): void {
    this.withoutAnswer += 1;
    if (this.withoutAnswer > 1) return;
    if (code === 'LOOP') this.#note(`${plainAddress(to)} leads back here: give --to the address of the bot itself.`);
    else this.#note(`${plainAddress(to)} does not answer (${code}): Meta gets a 502 and delivers again later.`);
  }

  toJSON(): unknown {
    const { recorded, notRecorded, withoutAnswer } = this;
    return { recorded, notRecorded, withoutAnswer };
  }

  toString(): string {
    const { other, ...refused } = this.notRecorded;
    const words: Record<keyof typeof refused, string> = {
      signature: 'without a signature of this app',
      size: 'too large',
      form: 'not the JSON of a delivery',
      disk: 'refused by the disk',
    };
    const parts = (Object.keys(words) as (keyof typeof words)[]).flatMap((why) =>
      refused[why] > 0 ? `${refused[why]} ${words[why]}` : [],
    );
    if (other > 0) parts.push(counted(other, 'other request'));
    return [
      `${counted(this.recorded, 'delivery', 'deliveries')} recorded.`,
      parts.length > 0 ? `Passed without being recorded: ${parts.join(', ')}.` : '',
      this.withoutAnswer > 0 ? `The bot gave no answer to ${counted(this.withoutAnswer, 'request')}.` : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' ');
  }
}

async function listen(
  server: Server,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<AddressInfo> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'another program listens there' : code;
    throw new UsageError(`port ${port} of ${host} cannot be opened (${reason}): choose another --port or --host`);
  }
  return server.address() as AddressInfo;
}

function sayWhere(
  { print }: Given,
  where: {
    readonly address: AddressInfo;
    readonly host: string;
    readonly to: URL;
    readonly path: string;
    readonly texts: boolean;
  },
): void {
  const { address, host, to, path, texts } = where;
  const url = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}${to.pathname}`;
  print.result(
    { listening: url, to: plainAddress(to), file: path, masked: !texts },
    `Listening on ${url}, in front of ${plainAddress(to)}.
Deliveries go into ${path}, ${texts ? 'with texts and names' : 'masked'}. Ctrl-C ends the recording.`,
  );
  if (!/^(127\.|::1$|localhost$)/.test(host)) print.note(`${host} is open to other machines.`);
}

/** Lets running requests end for a while. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  await closed;
  clearTimeout(patience);
}
