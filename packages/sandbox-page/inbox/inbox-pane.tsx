import type { JSX } from 'preact';
import { textsOf } from '../platform/platform-texts.ts';
import type { StateView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { pageInSight } from '../state/pages.ts';
import { FOLDERS, type Folder } from '../state/place.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { plural } from '../words.ts';
import { Chat, Chats } from './chat.tsx';
import { ConversationList } from './conversation-list.tsx';
import { folderNames } from './folder-names.ts';
import { Reader } from './reader.tsx';

const folderIcons: Record<Folder, IconName> = { main: 'tray', done: 'check', spam: 'spam' };

const emptyFolder: Record<Folder, string> = {
  main: 'No conversation waits for an agent.',
  done: 'No conversation is done.',
  spam: 'No spam.',
};

/** The inbox of the page, where human agents read and answer. */
export function InboxPane(): JSX.Element {
  const { model } = usePage();
  const { state } = model;
  const { inbox: title, agents } = textsOf(pageInSight(model.pages, model.place.page));

  return (
    <section class="pane inbox" id="pane-inbox" aria-label={title}>
      <header class="pane-head">
        <h2>{title}</h2>
        <p class="faint small clip">{agents}</p>
      </header>
      {state ? state.page.number ? <Chats state={state} /> : <Folders state={state} /> : null}
      <div class="pane-body">
        {state ? (
          state.page.number ? (
            <Chat state={state} number={state.page.number} />
          ) : (
            <Reader state={state} />
          )
        ) : (
          <p class="empty">Loading the sandbox…</p>
        )}
      </div>
    </section>
  );
}

function Folders({ state }: { state: StateView }): JSX.Element {
  const { model, actions } = usePage();
  const { folder } = model.place;
  const threads = state.threads.filter((thread) => thread.folder === folder);

  return (
    <div class="folders">
      <Tabs
        label="Folders"
        controls="conversations"
        selected={folder}
        onSelect={(id) => actions.go({ folder: id })}
        items={FOLDERS.map((id) => {
          const count = state.threads.filter((thread) => thread.folder === id).length;
          return {
            id,
            name: `${folderNames[id]} ${plural(count, 'conversation')}`,
            label: (
              <>
                <Icon name={folderIcons[id]} />
                {folderNames[id]} <span class="count">{count}</span>
              </>
            ),
          };
        })}
      />
      <div id="conversations" class="conversations">
        {threads.length > 0 ? (
          <ConversationList threads={threads} />
        ) : (
          <p class="faint small no-conversations">{emptyFolder[folder]}</p>
        )}
      </div>
    </div>
  );
}
