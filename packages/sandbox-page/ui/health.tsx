import type { JSX } from 'preact';
import type { AppView } from '../sandbox.ts';

const words = { ok: 'subscribed', failing: 'webhook fails', off: 'switched off' } as const;

/** How an app's webhook does: `off` after an hour of failures, as at Meta. */
export function healthOf({ subscribed, failing }: AppView): keyof typeof words {
  if (!subscribed) return 'off';
  return failing ? 'failing' : 'ok';
}

/** The health of an app's webhook in a word. */
export function Health({ app }: { app: AppView }): JSX.Element {
  const health = healthOf(app);
  return <span class={`badge ${health === 'ok' ? 'ok' : 'danger'}`}>{words[health]}</span>;
}
