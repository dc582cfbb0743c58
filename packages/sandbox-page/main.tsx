import { render } from 'preact';
import { App } from './app.tsx';
import { createActions } from './state/actions.ts';
import type { Model } from './state/model.ts';
import { Parties } from './state/parties.ts';
import { readPlace, writePlace } from './state/place.ts';
import { createReader } from './state/reader.ts';
import { createStore } from './state/store.ts';
import { applyTheme } from './state/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/owner.css';
import './styles/messages.css';
import './styles/inbox.css';
import './styles/timeline.css';
import './styles/inspector.css';
import './styles/settings.css';

applyTheme();

const store = createStore<Model>({
  connection: 'connecting',
  pages: [],
  epoch: undefined,
  state: undefined,
  parties: new Parties([], { id: '', name: '' }),
  thread: undefined,
  entries: [],
  clockOffsetMs: 0,
  place: readPlace(location.hash),
  result: undefined,
  trouble: undefined,
});
const reader = createReader(store);
const actions = createActions(store, reader);

// The address follows the place. When the user changes the address, the place follows it.
store.on(() => {
  const hash = writePlace(store.get().place);
  if (hash !== (location.hash || '#')) history.replaceState(null, '', hash);
});
window.addEventListener('hashchange', () => actions.go(readPlace(location.hash)));

const root = document.getElementById('app');
if (!root) throw new Error('the page has no element #app');
render(<App store={store} actions={actions} />, root);
reader.start();
