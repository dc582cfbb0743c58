import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { StateView } from '../../src/control/views.ts';
import { Notices } from '../notices.tsx';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import { AppsSettings } from './apps-settings.tsx';
import { ClockSettings } from './clock-settings.tsx';
import { FaultsSettings } from './faults-settings.tsx';
import { QuirksSettings } from './quirks-settings.tsx';
import { RoutingSettings } from './routing-settings.tsx';

/** All that developers set at Meta, and what only a sandbox has: a clock and faults. */
export function SettingsDialog({ state, onClose }: { state: StateView; onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);

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
          <h2 id="settings-title">{texts.settings.title}</h2>
          <button
            type="button"
            class="button bare only-icon"
            aria-label={texts.settings.close}
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
        <fieldset class="settings-body" tabIndex={0} aria-labelledby="settings-title">
          <RoutingSettings state={state} />
          <AppsSettings state={state} />
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

/** The reset button. A reset cannot be undone, so it asks for confirmation. */
function Reset(): JSX.Element {
  const { actions } = usePage();
  const [sure, setSure] = useState(false);

  return (
    <section class="setting" aria-labelledby="reset-title">
      <h3 id="reset-title">{texts.settings.reset}</h3>
      <p class="quiet small">{texts.settings.resetWhat}</p>
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
              {texts.settings.resetSure}
            </button>
            <button type="button" class="button" onClick={() => setSure(false)}>
              {texts.settings.cancel}
            </button>
          </>
        ) : (
          <button type="button" class="button danger" onClick={() => setSure(true)}>
            {texts.settings.resetButton}
          </button>
        )}
      </div>
    </section>
  );
}
