import type { JSX } from 'preact';
import type { MenuItem, ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';

/** The persistent menu of the page. A link opens nothing: the timeline shows the tap. */
export function Menu({ thread, onDone }: { thread: ThreadView; onDone: () => void }): JSX.Element {
  const { actions } = usePage();
  const { person, screen } = thread;

  return (
    <fieldset class="popup menu" aria-label="Menu of the page">
      {screen.menu.map((item, at) => (
        <button
          key={at}
          type="button"
          class="button bare menu-item"
          onClick={async () => {
            if (await actions.send(`people/${person.id}/menu`, { title: item.title })) onDone();
          }}
        >
          <Icon name={item.type === 'web_url' ? 'link' : 'chat'} />
          <span dir="auto">{item.title}</span>
          {item.type === 'web_url' ? <span class="tiny faint clip">Link to {shortUrl(item)}</span> : null}
        </button>
      ))}
      {screen.menu.some(({ type }) => type === 'web_url') ? (
        <p class="tiny faint">A tap on a link appears in the timeline. The sandbox opens no pages.</p>
      ) : null}
    </fieldset>
  );
}

/** The commands of the page. A tap writes the command. */
export function Commands({ thread, onDone }: { thread: ThreadView; onDone: () => void }): JSX.Element {
  const { actions } = usePage();
  const { person, screen } = thread;

  return (
    <fieldset class="popup menu" aria-label="Commands of the page">
      {screen.commands.map(({ name, description }) => (
        <button
          key={name}
          type="button"
          class="button bare menu-item"
          onClick={async () => {
            if (await actions.send(`people/${person.id}/say`, { text: `/${name}` })) onDone();
          }}
        >
          <span class="mono">/{name}</span>
          <span class="tiny faint clip">{description}</span>
        </button>
      ))}
    </fieldset>
  );
}

function shortUrl({ url = '' }: MenuItem): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
