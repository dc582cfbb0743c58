import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Followers } from '../clock/followers.tsx';
import { usePage } from '../state/page-context.ts';
import { useSandboxClock } from '../ui/use-sandbox-clock.ts';
import { clockText } from '../words.ts';

const units = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** Advances the sandbox's clock by any span. The header has buttons for the usual steps. */
export function ClockSettings(): JSX.Element {
  const { model, actions } = usePage();
  const [amount, setAmount] = useState('1');
  const [unit, setUnit] = useState<keyof typeof units>('days');
  const { day, time } = clockText(useSandboxClock(model));
  const ms = Number(amount) * units[unit];
  const valid = amount.trim() !== '' && Number.isFinite(ms) && ms > 0;

  return (
    <section class="setting" aria-labelledby="clock-title">
      <h3 id="clock-title">Clock</h3>
      <p class="quiet small">
        It drives thread control, the messaging window and delivery retries. It is now{' '}
        <span class="mono nowrap">
          {day} {time}
        </span>
      </p>
      <Followers />
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) void actions.send('clock/advance', { ms });
        }}
      >
        <label class="field short-field">
          Amount
          <input
            class="input"
            type="number"
            min="0"
            step="any"
            value={amount}
            onInput={({ currentTarget }) => setAmount(currentTarget.value)}
          />
        </label>
        <label class="field">
          Unit
          <select
            class="select"
            value={unit}
            onChange={({ currentTarget }) => setUnit(currentTarget.value as keyof typeof units)}
          >
            {Object.keys(units).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button" disabled={!valid}>
          Advance the clock
        </button>
      </form>
    </section>
  );
}
