import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ClockMenu } from './clock/clock-menu.tsx';
import { usePage } from './state/page-context.ts';
import { keyOf, pageInSight, platformNames } from './state/pages.ts';
import { chooseTheme, currentTheme } from './state/theme.ts';
import { Icon } from './ui/icon.tsx';

const routingBadge = { on: 'Routing on', off: 'Routing off', primary: 'Primary receiver' } as const;

/** Name of the page or a chooser among several, routing mode, clock, theme and the button that opens the settings. */
export function Header({ onSettings }: { onSettings: () => void }): JSX.Element {
  const { model } = usePage();
  const { state } = model;

  return (
    <header class="header" data-pages={model.pages.length > 1 ? 'several' : 'one'}>
      <h1 class="title">
        <span class="product">
          Handover
          <span class="product-rest"> sandbox</span>
        </span>
        {model.pages.length > 1 ? null : <span class="page-name clip">{state?.page.name}</span>}
      </h1>
      {model.pages.length > 1 ? <PageChooser /> : null}
      {state && !state.page.number ? (
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

/** Chooses among the pages of the run. */
function PageChooser(): JSX.Element {
  const { model, actions } = usePage();
  const { pages, place } = model;
  const inSight = pageInSight(pages, place.page);

  return (
    <select
      class="select page-chooser"
      aria-label="Page"
      value={inSight && keyOf(inSight)}
      onChange={({ currentTarget }) => actions.goToPage(currentTarget.value)}
    >
      {pages.map((page) => (
        <option key={keyOf(page)} value={keyOf(page)}>
          {page.name}, {platformNames[page.platform]}
        </option>
      ))}
    </select>
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
