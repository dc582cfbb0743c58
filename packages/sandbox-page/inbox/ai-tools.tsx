import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StateView, ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { usePopup } from '../ui/use-popup.ts';

/** Buttons for Meta's own AI: it answers, takes the thread and releases it. */
export function AiTools({ thread, state }: { thread: ThreadView; state: StateView }): JSX.Element {
  const { open, box, toggle, close } = usePopup<'ai'>();

  return (
    <div class="extras" ref={box}>
      <button type="button" class="button bare" aria-expanded={open === 'ai'} onClick={toggle('ai')}>
        <Icon name="spark" />
        Meta’s AI
      </button>
      {open ? <Popup thread={thread} state={state} onDone={close} /> : null}
    </div>
  );
}

function Popup(props: { thread: ThreadView; state: StateView; onDone: () => void }): JSX.Element {
  const { actions } = usePage();
  const [text, setText] = useState('');
  const { thread, state, onDone } = props;
  const { id, name } = thread.person;
  const { owner, inLeadAd } = thread;
  const owns = owner !== null && !inLeadAd && ![state.inbox, ...state.apps].some((app) => app.id === owner.id);
  const act = (what: string, body?: unknown) => async (): Promise<void> => {
    if (await actions.send(`ai/${id}/${what}`, body)) onDone();
  };

  return (
    <fieldset class="popup ai" aria-label={`Meta’s AI with ${name}`}>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') void act('say', { text })();
        }}
      >
        <label class="field grow">
          What Meta’s AI says
          <input class="input" type="text" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
        </label>
        <button type="submit" class="button" disabled={text.trim() === ''}>
          Answer
        </button>
      </form>
      <div class="row">
        <button type="button" class="button" disabled={owns} onClick={act('take')}>
          Take the thread
        </button>
        <button type="button" class="button" disabled={!owns} onClick={act('release')}>
          Release the thread
        </button>
      </div>
    </fieldset>
  );
}
