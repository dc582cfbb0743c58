const KEY = 'handover-sandbox-theme';

/** How the page is lit. */
export type Theme = 'light' | 'dark';

/** The theme in use: the one chosen here, else the system's. */
export function currentTheme(): Theme {
  const chosen = remembered();
  if (chosen) return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Puts the theme in use, now and whenever the system changes its own. */
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
    // A browser that stores nothing: the choice holds until the page is left.
  }
  document.documentElement.dataset['theme'] = theme;
}

function remembered(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    // A browser that lets no page read what it stored.
    return undefined;
  }
}
