import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ClockMenu } from './clock/clock-menu.tsx';
import { usePage } from './state/page-context.ts';
import { chooseTheme, currentTheme } from './state/theme.ts';
import { Icon } from './ui/icon.tsx';

const routingBadge = { on: 'Routing on', off: 'Routing off', primary: 'Primary receiver' } as const;

/** Name of the page, routing mode, clock, theme and the button that opens the settings. */
export function Header({ onSettings }: { onSettings: () => void }): JSX.Element {
  const { model } = usePage();
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
      <ClockMenu />
      <ThemeButton />
      <button type="button" class="button" aria-label="Settings" onClick={onSettings}>
        <Icon name="sliders" />
        <span class="wide-only">Settings</span>
      </button>
    </header>
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
