const KEY = 'handover-sandbox-theme';

/** Colour theme of the page. */
export type Theme = 'light' | 'dark';

/** The theme in use: the user's choice, else the system's. */
export function currentTheme(): Theme {
  const chosen = remembered();
  if (chosen) return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Applies the theme now and whenever the system's theme changes. */
export function applyTheme(): void {
  const apply = (): void => {
    document.documentElement.dataset['theme'] = currentTheme();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
  apply();
}

/** Chooses a theme for this browser. */
export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The browser blocks storage: the choice lasts until the page is closed.
  }
  document.documentElement.dataset['theme'] = theme;
}

function remembered(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    // The browser blocks storage.
    return undefined;
  }
}
