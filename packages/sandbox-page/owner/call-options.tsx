import type { JSX } from 'preact';
import type { CallParameters } from '../state/actions.ts';
import { usePage } from '../state/page-context.ts';
import { plural } from '../words.ts';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
/** The longest extension that Meta accepts; the choice above it shows Meta's error. */
const MAX_SECONDS = 7 * DAY_SECONDS;
const durations = [HOUR_SECONDS, DAY_SECONDS, 3 * DAY_SECONDS, MAX_SECONDS, MAX_SECONDS + DAY_SECONDS];

function durationText(seconds: number): string {
  if (seconds < DAY_SECONDS) return plural(seconds / HOUR_SECONDS, 'hour');
  return `${plural(seconds / DAY_SECONDS, 'day')}${seconds > MAX_SECONDS ? ' (too long)' : ''}`;
}

/** Parameters of the calls of all apps, each above its buttons: target of a pass, metadata, duration. */
export function CallOptions(props: {
  parameters: CallParameters;
  onChange: (change: Partial<CallParameters>) => void;
}): JSX.Element {
  const { model } = usePage();
  const { parameters, onChange } = props;

  return (
    <div class="call-options">
      <label class="inline-field pass-to">
        <span>Pass to</span>
        <select
          class="select"
          value={parameters.targetApp}
          onChange={({ currentTarget }) => onChange({ targetApp: currentTarget.value })}
        >
          {model.parties.all.map(({ id, name }) => (
            <option key={id} value={id ?? ''}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="inline-field extend-by">
        <span>Extend by</span>
        <select
          class="select"
          value={String(parameters.durationSeconds)}
          onChange={({ currentTarget }) => onChange({ durationSeconds: Number(currentTarget.value) })}
        >
          {durations.map((seconds) => (
            <option key={seconds} value={String(seconds)}>
              {durationText(seconds)}
            </option>
          ))}
        </select>
      </label>
      <label class="inline-field metadata">
        <span>Metadata</span>
        <input
          class="input"
          type="text"
          maxLength={2100}
          value={parameters.metadata}
          onInput={({ currentTarget }) => onChange({ metadata: currentTarget.value })}
        />
      </label>
    </div>
  );
}
