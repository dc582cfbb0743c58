import type { TimelineEntry } from '../../src/timeline-entry.ts';
import { texts } from '../texts.ts';
import { clockText } from '../words.ts';

/** A name and a value, both shown unchanged. */
export interface Fact {
  name: string;
  value: string;
}

const names = texts.inspector.facts;

/** The facts of an entry that developers need first. The raw JSON has the rest. */
export function factsOf(entry: TimelineEntry): readonly Fact[] {
  return [
    { name: names.time, value: moment(entry.at) },
    ...(entry.person ? [{ name: names.person, value: `${entry.person.name} (${entry.person.id})` }] : []),
    ...ownFacts(entry),
    ...(entry.owner === undefined ? [] : [{ name: names.owner, value: entry.owner?.name ?? texts.noApp }]),
  ];
}

function ownFacts(entry: TimelineEntry): readonly Fact[] {
  switch (entry.kind) {
    case 'call':
      return [
        { name: names.app, value: entry.app?.name ?? texts.noApp },
        { name: names.request, value: `${entry.method} /${entry.version}${entry.path}`.replace('//', '/') },
        { name: names.status, value: String(entry.status ?? texts.timeline.noAnswer) },
        ...(entry.error
          ? [
              {
                name: names.error,
                value: `${texts.calls.code(entry.error.code, entry.error.subcode)} ${entry.error.message}`,
              },
            ]
          : []),
      ];
    case 'delivery':
      return [
        { name: names.app, value: entry.app.name },
        { name: names.lane, value: entry.lane },
        { name: names.field, value: entry.field },
        { name: names.attempt, value: String(entry.attempt) },
        { name: names.status, value: `${entry.status ?? entry.problem ?? texts.timeline.noAnswer}` },
        { name: names.duration, value: `${Math.round(entry.durationMs)} ms` },
        ...(entry.nextAttemptAt === undefined ? [] : [{ name: names.next, value: moment(entry.nextAttemptAt) }]),
      ];
    case 'transition':
      return entry.expiresAt === null ? [] : [{ name: names.expires, value: moment(entry.expiresAt) }];
    default:
      return [];
  }
}

function moment(at: number): string {
  const { day, time } = clockText(at);
  return `${day} ${time}.${String(Math.floor(at) % 1000).padStart(3, '0')}`;
}
