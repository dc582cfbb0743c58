import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePage } from './state/page-context.ts';
import { chooseTheme, currentTheme } from './state/theme.ts';
import { Icon } from './ui/icon.tsx';
import { useSandboxClock } from './ui/use-sandbox-clock.ts';
import { clockText } from './words.ts';

const routingBadge = { on: 'Routing on', off: 'Routing off', primary: 'Primary receiver' } as const;

const steps = [
  { ms: 60_000, label: '+1 min', name: 'Advance the clock: +1 min' },
  { ms: 3_600_000, label: '+1 h', name: 'Advance the clock: +1 h' },
  { ms: 86_400_000, label: '+1 day', name: 'Advance the clock: +1 day' },
];

/** Name of the page, routing mode, clock, theme and the button that opens the settings. */
export function Header({ onSettings }: { onSettings: () => void }): JSX.Element {
  const { model, actions } = usePage();
  const { state } = model;

  return (
    <header class="header">
      <h1 class="title">
        <span class="product">
          Handover
          <span class="product-rest"> sandbox</span>
        </span>
        <span class="page-name clip">{state?.page.name}</span>
      </h1>
      {state ? (
        <button
          type="button"
          class="badge-button"
          onClick={onSettings}
          aria-label={`${routingBadge[state.routing]}: open the settings`}
        >
          {routingBadge[state.routing]}
        </button>
      ) : null}
      <span class="spring" />
      <fieldset
        class="clock"
        aria-label="Clock of the sandbox"
        title="A bot in another process has its own clock, so “+1 h” does not fire its timers. To make it follow this clock, give it sandboxClock(GRAPH_URL) from @handover/sandbox."
      >
        <Icon name="clock" />
        <Now />
        {steps.map(({ ms, label, name }) => (
          <button
            key={ms}
            type="button"
            class="button step"
            aria-label={name}
            onClick={() => actions.send('clock/advance', { ms })}
          >
            {label}
          </button>
        ))}
      </fieldset>
      <ThemeButton />
      <button type="button" class="button" aria-label="Settings" onClick={onSettings}>
        <Icon name="sliders" />
        <span class="wide-only">Settings</span>
      </button>
    </header>
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

function ThemeButton(): JSX.Element {
  const [theme, setTheme] = useState(currentTheme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="button only-icon"
      aria-label={`Use the ${other} theme`}
      onClick={() => {
        chooseTheme(other);
        setTheme(other);
      }}
    >
      <Icon name={other === 'dark' ? 'moon' : 'sun'} />
    </button>
  );
}
