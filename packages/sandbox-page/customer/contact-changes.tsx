import type { JSX } from 'preact';
import type { ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';

/** What a person does with the own phone number, and the ads of the number. */
export function ContactChanges(props: {
  thread: ThreadView;
  contact: NonNullable<ThreadView['contact']>;
  onDone: () => void;
}): JSX.Element {
  const { thread, contact, onDone } = props;
  const { model, actions } = usePage();
  const act = (what: string, body?: unknown) => async (): Promise<void> => {
    if (await actions.send(`people/${thread.person.id}/${what}`, body)) onDone();
  };

  return (
    <div class="popup links">
      <fieldset class="row" aria-label={`Phone number of ${thread.person.name}`}>
        <button type="button" class="button" onClick={act('number', {})}>
          Change the number
        </button>
        <button type="button" class="button" onClick={act('user-id')}>
          Change the user id
        </button>
        <button type="button" class="button" onClick={act('hide-phone', { on: !contact.hidesPhone })}>
          {contact.hidesPhone ? 'Show the number' : 'Hide the number'}
        </button>
        <button type="button" class="button" onClick={act('receive')}>
          Receive on the phone
        </button>
        {Object.keys(model.state?.ads ?? {}).map((adId) => (
          <button key={adId} type="button" class="button" onClick={act('ad', { adId })}>
            Click ad {adId}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
