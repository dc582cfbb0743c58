import type { JSX } from 'preact';
import type { ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';

/** Quick replies that answer with the person's own data have no title. */
const ownData: Readonly<Record<string, string>> = {
  user_phone_number: 'My phone number',
  user_email: 'My email address',
};

/** The quick replies of the newest message. They disappear after an answer, as in Messenger. */
export function QuickReplies({ thread }: { thread: ThreadView }): JSX.Element | null {
  const { actions } = usePage();
  const newest = thread.messages.at(-1);
  if (newest?.from !== 'page' || !newest.quickReplies?.length) return null;

  return (
    <fieldset class="quick-replies" aria-label="Quick replies">
      {newest.quickReplies.map(({ title, payload, content_type: type }, at) => {
        const text = title ?? ownData[type ?? ''] ?? 'Answer';
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
