import { resolve } from 'node:path';
import { EVENT_KINDS, type HandoverEvent, nearestOf } from '@handover/core';
import type { Given } from '../command-spec.ts';
import { textOfFlag } from '../flags.ts';
import { UsageError } from '../usage-error.ts';
import { readRecording } from './read-recording.ts';
import type { RecordedDelivery } from './recorded-delivery.ts';
import { type Summary, summaryOf } from './summary-of.ts';

/** A delivery to play. */
export interface Selected extends RecordedDelivery {
  readonly summary: Summary;
}

/** The deliveries of one or several recordings that a command line asks for. */
export interface Selection {
  /** How many there are. */
  readonly count: number;
  /** In the order of their receipt. */
  deliveries(): AsyncGenerator<Selected>;
}

/**
 * Reads the recordings once, so that nothing is played of one that is damaged, and counts what the flags select.
 *
 * @throws {UsageError} A flag or a file is wrong, or nothing is selected.
 */
export async function selectionOf({ args, flags, settings, surroundings, print }: Given): Promise<Selection> {
  const isWanted = filterOf(flags);
  const appId = settings.get('appId');
  const files = args.map((name) => ({ name, path: resolve(surroundings.cwd(), name), firstAt: 0, count: 0 }));
  for (const file of files) {
    const onCutOff = (): void => print.note(`The last line of ${file.name} is cut off and is left out.`);
    for await (const { at, body } of readRecording(file.path, file.name, onCutOff)) {
      file.firstAt ||= at;
      file.count += isWanted(at, summaryOf(body, appId)) ? 1 : 0;
    }
    if (file.firstAt === 0) throw new UsageError(`${file.name} holds no deliveries`);
  }
  const count = files.reduce((sum, file) => sum + file.count, 0);
  if (count === 0) throw new UsageError('no delivery fits --thread, --kind, --from and --until');
  // Files that were set aside are older, whatever the order on the command line.
  files.sort((one, other) => one.firstAt - other.firstAt);
  return {
    count,
    async *deliveries() {
      for (const { path, name } of files) {
        for await (const delivery of readRecording(path, name)) {
          const summary = summaryOf(delivery.body, appId);
          if (isWanted(delivery.at, summary)) yield { ...delivery, summary };
        }
      }
    },
  };
}

function filterOf(flags: Given['flags']): (at: number, summary: Summary) => boolean {
  const thread = textOfFlag(flags, 'thread');
  const kind = kindOf(textOfFlag(flags, 'kind'));
  const from = timeOf(flags, 'from') ?? Number.NEGATIVE_INFINITY;
  const until = timeOf(flags, 'until') ?? Number.POSITIVE_INFINITY;
  if (from > until) throw new UsageError('--from must lie before --until');
  const fits = (event: HandoverEvent): boolean =>
    (thread === undefined || namesOf(event).includes(thread)) &&
    (kind === undefined || event.kind === kind || event.lane === kind);
  const isFiltered = thread !== undefined || kind !== undefined;
  return (at, { events }) => at >= from && at <= until && (!isFiltered || events.some(fits));
}

function namesOf({ userId, userRef, aliases }: HandoverEvent): readonly (string | undefined)[] {
  return [userId, userRef, aliases?.waId, aliases?.bsuid];
}

function kindOf(name: string | undefined): string | undefined {
  const kinds = ['standby', ...EVENT_KINDS];
  if (name === undefined || kinds.includes(name)) return name;
  const nearest = nearestOf(name, kinds);
  const guess = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  throw new UsageError(`--kind must be a kind of event. ${guess}Kinds are ${kinds.join(', ')}`);
}

function timeOf(flags: Given['flags'], name: 'from' | 'until'): number | undefined {
  const value = textOfFlag(flags, name);
  if (value === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(
    `--${name} must be a time such as 2026-01-31T09:30 (of this machine's zone) or 2026-01-31T08:30Z`,
  );
}
