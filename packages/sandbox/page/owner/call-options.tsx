import type { JSX } from 'preact';
import type { CallParameters } from '../state/actions.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';

const HOUR_SECONDS = 3600;
/** Meta accepts at most seven days; the choice above that shows Meta's error. */
const durations = [
  HOUR_SECONDS,
  24 * HOUR_SECONDS,
  3 * 24 * HOUR_SECONDS,
  7 * 24 * HOUR_SECONDS,
  8 * 24 * HOUR_SECONDS,
];

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
        <span>{texts.calls.passTo}</span>
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
        <span>{texts.calls.extendBy}</span>
        <select
          class="select"
          value={String(parameters.durationSeconds)}
          onChange={({ currentTarget }) => onChange({ durationSeconds: Number(currentTarget.value) })}
        >
          {durations.map((seconds) => (
            <option key={seconds} value={String(seconds)}>
              {texts.calls.duration(seconds)}
            </option>
          ))}
        </select>
      </label>
      <label class="inline-field metadata">
        <span>{texts.calls.metadata}</span>
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
