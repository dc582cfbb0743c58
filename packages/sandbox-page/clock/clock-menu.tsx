import type { JSX } from 'preact';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { usePopup } from '../ui/use-popup.ts';
import { useSandboxClock } from '../ui/use-sandbox-clock.ts';
import { clockText } from '../words.ts';
import { Followers } from './followers.tsx';

const steps = [
  { label: '+1 min', ms: 60_000 },
  { label: '+1 h', ms: 3_600_000 },
  { label: '+1 day', ms: 86_400_000 },
];

/** The sandbox's time, the usual steps, and a popup that says who follows. On a phone the popup has the steps. */
export function ClockMenu(): JSX.Element {
  const { open, box, toggle } = usePopup<'clock'>();

  return (
    <div class="clock-menu" ref={box}>
      <fieldset class="clock" aria-label="Clock of the sandbox">
        <button type="button" class="button bare" aria-expanded={open === 'clock'} onClick={toggle('clock')}>
          <Icon name="clock" />
          <span class="unseen">Clock: </span>
          <Now />
        </button>
        <Steps />
      </fieldset>
      {open ? (
        <fieldset class="popup clock-popup" aria-label="Who follows the clock">
          <Steps />
          <Followers />
        </fieldset>
      ) : null}
    </div>
  );
}

function Now(): JSX.Element {
  const { model } = usePage();
  const now = useSandboxClock(model);
  const { day, time } = clockText(now);
  return (
    <time class="mono now" dateTime={new Date(now).toISOString()}>
      <span class="wide-only faint">{day} </span>
      {time}
    </time>
  );
}

function Steps(): JSX.Element {
  const { actions } = usePage();
  return (
    <span class="steps">
      {steps.map(({ label, ms }) => (
        <button
          key={ms}
          type="button"
          class="button"
          aria-label={`Advance the clock: ${label}`}
          onClick={() => actions.send('clock/advance', { ms })}
        >
          {label}
        </button>
      ))}
    </span>
  );
}
