import type { JSX } from 'preact';
import type { ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { usePopup } from '../ui/use-popup.ts';
import { ContactChanges } from './contact-changes.tsx';
import { Images } from './images.tsx';
import { More } from './more.tsx';
import { Commands, Menu } from './profile-menu.tsx';

/** What a person can do besides writing: the page's menu, pictures and files, links and ads, read new messages. */
export function Extras({ thread }: { thread: ThreadView }): JSX.Element {
  const { actions } = usePage();
  const { open, box, toggle, close } = usePopup<'menu' | 'images' | 'more'>();
  const { person, screen, messages, readAt } = thread;
  const unread = messages.some(({ from, at }) => from === 'page' && at > (readAt ?? 0));
  const canSend = screen.getStarted === null && !screen.composerDisabled;
  const Choices = screen.commands.length > 0 ? Commands : Menu;

  return (
    <div class="extras" ref={box}>
      {screen.menu.length + screen.commands.length > 0 ? (
        <button type="button" class="button bare" aria-expanded={open === 'menu'} onClick={toggle('menu')}>
          <Icon name="menu" />
          {screen.commands.length > 0 ? 'Commands' : 'Menu'}
        </button>
      ) : null}
      <button
        type="button"
        class="button bare"
        disabled={!canSend}
        aria-expanded={open === 'images'}
        onClick={toggle('images')}
      >
        <Icon name="image" />
        Attach
      </button>
      <button
        type="button"
        class="button bare only-icon"
        aria-label="More"
        title="More"
        aria-expanded={open === 'more'}
        onClick={toggle('more')}
      >
        <Icon name="more" />
      </button>
      <span class="spring" />
      <button
        type="button"
        class="button bare"
        disabled={!unread}
        onClick={() => actions.send(`people/${person.id}/read`)}
      >
        <Icon name="check" />
        Mark as seen
      </button>
      {open === 'menu' ? <Choices thread={thread} onDone={close} /> : null}
      {open === 'images' ? <Images person={person.id} onDone={close} /> : null}
      {open === 'more' ? (
        thread.contact ? (
          <ContactChanges thread={thread} contact={thread.contact} onDone={close} />
        ) : (
          <More thread={thread} onDone={close} />
        )
      ) : null}
    </div>
  );
}
