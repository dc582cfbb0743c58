import type { TimelineEntry } from '../sandbox.ts';
import { platformNames } from '../state/pages.ts';
import { NO_APP } from '../state/parties.ts';
import { clockText, codeText } from '../words.ts';

/** A name and a value, both shown unchanged. */
export interface Fact {
  name: string;
  value: string;
}

/** The facts of an entry that developers need first. The raw JSON has the rest. */
export function factsOf(entry: TimelineEntry): readonly Fact[] {
  return [
    { name: 'time', value: moment(entry.at) },
    ...(entry.page
      ? [{ name: 'page', value: `${entry.page.name} (${entry.page.id}, ${platformNames[entry.page.platform]})` }]
      : []),
    ...(entry.person ? [{ name: 'person', value: `${entry.person.name} (${entry.person.id})` }] : []),
    ...ownFacts(entry),
    ...(entry.owner === undefined ? [] : [{ name: 'owner', value: entry.owner?.name ?? NO_APP.name }]),
  ];
}

function ownFacts(entry: TimelineEntry): readonly Fact[] {
  switch (entry.kind) {
    case 'call':
      return [
        { name: 'app', value: entry.app?.name ?? NO_APP.name },
        { name: 'request', value: `${entry.method} /${entry.version}${entry.path}`.replace('//', '/') },
        { name: 'status', value: String(entry.status ?? 'no answer') },
        ...(entry.error
          ? [
              {
                name: 'error',
                value: `${codeText(entry.error)} ${entry.error.message}`,
              },
            ]
          : []),
      ];
    case 'delivery':
      return [
        { name: 'app', value: entry.app.name },
        { name: 'lane', value: entry.lane },
        { name: 'field', value: entry.field },
        { name: 'attempt', value: String(entry.attempt) },
        { name: 'status', value: `${entry.status ?? entry.problem ?? 'no answer'}` },
        { name: 'answered in', value: `${Math.round(entry.durationMs)} ms` },
        ...(entry.nextAttemptAt === undefined ? [] : [{ name: 'next attempt', value: moment(entry.nextAttemptAt) }]),
      ];
    case 'transition':
      return entry.expiresAt === null ? [] : [{ name: 'control ends', value: moment(entry.expiresAt) }];
    case 'subscription':
      return [{ name: 'app', value: entry.app.name }];
    case 'action':
      return [];
  }
}

function moment(at: number): string {
  const { day, time } = clockText(at);
  return `${day} ${time}.${String(Math.floor(at) % 1000).padStart(3, '0')}`;
}
