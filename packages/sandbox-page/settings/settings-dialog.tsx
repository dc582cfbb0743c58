import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Notices } from '../notices.tsx';
import type { StateView, TimelineEntry } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { nameOfPage } from '../state/pages.ts';
import { Icon } from '../ui/icon.tsx';
import { AppsSettings } from './apps-settings.tsx';
import { ClockSettings } from './clock-settings.tsx';
import { FaultsSettings } from './faults-settings.tsx';
import { PagesSettings } from './pages-settings.tsx';
import { ProfileSettings } from './profile-settings.tsx';
import { QuirksSettings } from './quirks-settings.tsx';
import { RoutingSettings } from './routing-settings.tsx';

/** All that developers set at Meta, and what only a sandbox has: a clock and faults. */
export function SettingsDialog({ state, onClose }: { state: StateView; onClose: () => void }): JSX.Element {
  const { actions } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  // A number has neither routing nor a profile that a bot sets.
  const isNumber = state.page.number !== undefined;
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);

  const show = ({ seq }: TimelineEntry): void => {
    actions.go({ pane: 'timeline', entry: seq });
    dialog.current?.close();
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes the dialog as a click outside it does
    <dialog
      ref={dialog}
      class="settings"
      aria-labelledby="settings-title"
      onClose={onClose}
      onClick={({ target }) => {
        if (target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="settings-box">
        <header class="settings-head">
          <h2 id="settings-title">Settings</h2>
          <button
            type="button"
            class="button bare only-icon"
            aria-label="Close the settings"
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
        <fieldset class="settings-body" tabIndex={0} aria-labelledby="settings-title">
          <OfWhichPage state={state} />
          {isNumber ? null : <RoutingSettings state={state} />}
          <AppsSettings state={state} />
          {isNumber ? null : <ProfileSettings state={state} onShow={show} />}
          <PagesSettings />
          <ClockSettings />
          <FaultsSettings state={state} />
          <QuirksSettings state={state} />
          <Reset />
        </fieldset>
        <Notices />
      </div>
    </dialog>
  );
}

/** In a run with several pages: which settings are of the page in sight. */
function OfWhichPage({ state }: { state: StateView }): JSX.Element | null {
  if (state.pages.length === 1) return null;
  const name = nameOfPage({ ...state.page, platform: state.platform }, state.pages);
  return (
    <p class="quiet small of-page">
      Routing, apps, profile and quirks are those of {name}. Pages, clock and faults are of the complete sandbox.
    </p>
  );
}

/** The reset button. A reset cannot be undone, so it asks for confirmation. */
function Reset(): JSX.Element {
  const { actions } = usePage();
  const [sure, setSure] = useState(false);

  return (
    <section class="setting" aria-labelledby="reset-title">
      <h3 id="reset-title">Reset</h3>
      <p class="quiet small">
        Resets the sandbox to its start: no people, no messages, no timeline, and the clock as it was at the start.
        Webhooks stay. Restart your bot with an empty store: it may remember events from a later time.
      </p>
      <div class="row">
        {sure ? (
          <>
            <button
              type="button"
              class="button danger"
              onClick={async () => {
                if (await actions.send('reset')) setSure(false);
              }}
            >
              Yes, delete everything
            </button>
            <button type="button" class="button" onClick={() => setSure(false)}>
              Cancel
            </button>
          </>
        ) : (
          <button type="button" class="button danger" onClick={() => setSure(true)}>
            Reset the sandbox
          </button>
        )}
      </div>
    </section>
  );
}
