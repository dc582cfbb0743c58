import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { CustomerPane } from './customer/customer-pane.tsx';
import { Header } from './header.tsx';
import { InboxPane } from './inbox/inbox-pane.tsx';
import { Notices } from './notices.tsx';
import { OwnerBar } from './owner/owner-bar.tsx';
import { textsOf } from './platform/platform-texts.ts';
import { SettingsDialog } from './settings/settings-dialog.tsx';
import type { Actions } from './state/actions.ts';
import type { Model } from './state/model.ts';
import { Page } from './state/page-context.ts';
import { pageInSight } from './state/pages.ts';
import { PANES, type Pane } from './state/place.ts';
import type { Store } from './state/store.ts';
import { TimelinePane } from './timeline/timeline-pane.tsx';
import { Icon, type IconName } from './ui/icon.tsx';
import { Tabs } from './ui/tabs.tsx';

/** On a phone there is no room for the full titles. */
const paneNames = { inbox: 'Inbox', timeline: 'Timeline' } as const;
const paneIcons: Record<Pane, IconName> = { customer: 'chat', inbox: 'tray', timeline: 'lines' };

/** The complete page. */
export function App({ store, actions }: { store: Store<Model>; actions: Actions }): JSX.Element {
  const [model, setModel] = useState(store.get);
  const [inSettings, setInSettings] = useState(false);
  useEffect(() => {
    setModel(store.get());
    return store.on(() => setModel(store.get()));
  }, [store]);
  const context = useMemo(() => ({ model, actions }), [model, actions]);
  const { pane } = model.place;
  const page = pageInSight(model.pages, model.place.page);

  return (
    <Page.Provider value={context}>
      <div class="shell" data-pane={pane} data-platform={page?.platform}>
        {/* biome-ignore lint/a11y/useValidAnchor: it jumps to a place on this page, as a link does */}
        <a class="skip" href="#panes" onClick={skipToPanes}>
          Skip to the panes
        </a>
        <Header onSettings={() => setInSettings(true)} />
        <OwnerBar />
        <main class="panes" id="panes" tabIndex={-1}>
          <CustomerPane />
          <InboxPane />
          <TimelinePane />
        </main>
        <nav class="pane-tabs" aria-label="Panes">
          <Tabs
            label="Panes"
            controls="panes"
            selected={pane}
            onSelect={(id) => actions.go({ pane: id })}
            items={PANES.map((id) => ({
              id,
              label: (
                <>
                  <Icon name={paneIcons[id]} />
                  {id === 'customer' ? textsOf(page).customer : paneNames[id]}
                </>
              ),
            }))}
          />
        </nav>
        {inSettings && model.state ? (
          <SettingsDialog state={model.state} onClose={() => setInSettings(false)} />
        ) : (
          <Notices />
        )}
      </div>
    </Page.Provider>
  );
}

/** Moves the focus by script, because the hash of the address holds the place and must not change. */
function skipToPanes(event: Event): void {
  event.preventDefault();
  document.getElementById('panes')?.focus();
}
