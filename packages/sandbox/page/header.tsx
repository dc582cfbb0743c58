import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePage } from './state/page-context.ts';
import { chooseTheme, currentTheme } from './state/theme.ts';
import { texts } from './texts.ts';
import { Icon } from './ui/icon.tsx';
import { useSandboxClock } from './ui/use-sandbox-clock.ts';
import { clockText } from './words.ts';

const steps = [
  { ms: 60_000, label: texts.clock.minute, name: texts.clock.minuteName },
  { ms: 3_600_000, label: texts.clock.hour, name: texts.clock.hourName },
  { ms: 86_400_000, label: texts.clock.day, name: texts.clock.dayName },
];

/** Name of the page, routing mode, clock, theme and the button that opens the settings. */
export function Header({ onSettings }: { onSettings: () => void }): JSX.Element {
  const { model, actions } = usePage();
  const { state } = model;

  return (
    <header class="header">
      <h1 class="title">
        <span class="product">
          {texts.product}
          <span class="product-rest"> {texts.productRest}</span>
        </span>
        <span class="page-name clip">{state?.page.name}</span>
      </h1>
      {state ? (
        <button type="button" class="badge-button" onClick={onSettings} aria-label={texts.routing.open(state.routing)}>
          {texts.routing.badge[state.routing]}
        </button>
      ) : null}
      <span class="spring" />
      <fieldset class="clock" aria-label={texts.clock.label} title={texts.clock.own}>
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
      <button type="button" class="button" aria-label={texts.settings.title} onClick={onSettings}>
        <Icon name="sliders" />
        <span class="wide-only">{texts.settings.title}</span>
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
      aria-label={texts.theme[other]}
      onClick={() => {
        chooseTheme(other);
        setTheme(other);
      }}
    >
      <Icon name={other === 'dark' ? 'moon' : 'sun'} />
    </button>
  );
}
