import type { JSX } from 'preact';
import type { ThreadView } from '../../src/control/views.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';

/** The quick replies of the newest message. They disappear after an answer, as in Messenger. */
export function QuickReplies({ thread }: { thread: ThreadView }): JSX.Element | null {
  const { actions } = usePage();
  const newest = thread.messages.at(-1);
  if (newest?.from !== 'page' || !newest.quickReplies?.length) return null;

  return (
    <fieldset class="quick-replies" aria-label={texts.customer.quickReplies}>
      {newest.quickReplies.map(({ title, payload, content_type: type }, at) => {
        const text = title ?? texts.customer.ownData(type ?? '');
        return (
          <button
            key={at}
            type="button"
            class="button quick-reply"
            onClick={() =>
              actions.send(`people/${thread.person.id}/say`, {
                text,
                ...(payload === undefined ? {} : { quickReplyPayload: payload }),
              })
            }
          >
            {text}
          </button>
        );
      })}
    </fieldset>
  );
}
