import type { JSX } from 'preact';
import { usePage } from './state/page-context.ts';
import { Icon } from './ui/icon.tsx';

/**
 * Notices about the page itself: a lost connection, and requests that failed. An open dialog covers the rest of the
 * page, so the dialog contains them too.
 */
export function Notices(): JSX.Element {
  const { model, actions } = usePage();
  const { connection, trouble } = model;

  return (
    <div class="notices">
      <div role="status" aria-label="Connection">
        {connection === 'lost' ? (
          <p class="notice warn">
            No connection to the sandbox. This page may be out of date; it reconnects automatically.
          </p>
        ) : null}
      </div>
      <div role="alert">
        {trouble === undefined ? null : (
          <p class="notice danger">
            <span>{trouble}</span>
            <button
              type="button"
              class="button bare only-icon"
              aria-label="Dismiss the message"
              onClick={actions.dismissTrouble}
            >
              <Icon name="close" />
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
