import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AppView, DeliveryEntry } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';

/** The result of a handshake or a test, shown beside its button. */
interface Said {
  words: string;
  tone: 'quiet' | 'ok' | 'danger';
}

/** An app's webhook: its address, the handshake and the dashboard's test. Saving makes the handshake, as Meta does. */
export function WebhookSettings({ app, fields }: { app: AppView; fields: readonly string[] }): JSX.Element {
  const { actions } = usePage();
  const [url, setUrl] = useState(app.webhookUrl ?? '');
  const [said, setSaid] = useState<Said | undefined>(undefined);
  // Another tab, or a test of the bot, may set the address.
  useEffect(() => setUrl(app.webhookUrl ?? ''), [app.webhookUrl]);

  const verify = async (wordsOf: (problem: string) => string): Promise<void> => {
    setSaid({ words: 'Handshake in progress…', tone: 'quiet' });
    const problem = await actions.problemOf(`apps/${app.id}/verify`);
    setSaid(
      problem === undefined
        ? { words: 'The webhook answered the handshake.', tone: 'ok' }
        : { words: wordsOf(problem), tone: 'danger' },
    );
  };
  const save = async (): Promise<void> => {
    setSaid(undefined);
    const saved = await actions.send(`apps/${app.id}/webhook`, { url: url === '' ? null : url });
    if (saved && url !== '') await verify((problem) => `Saved, but ${problem}.`);
  };

  return (
    <>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="field grow">
          Webhook
          <input
            class="input mono small"
            type="url"
            placeholder="http://127.0.0.1:3000/webhook"
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={url === (app.webhookUrl ?? '')}>
          Save
        </button>
        <button
          type="button"
          class="button"
          disabled={app.webhookUrl === null}
          onClick={() => verify((problem) => problem)}
        >
          Verify
        </button>
      </form>
      <TestButton app={app} fields={fields} onSaid={setSaid} />
      <p class="small said" role="status" data-tone={said?.tone}>
        {said?.words}
      </p>
    </>
  );
}

/** The Test button of Meta's dashboard, with a choice of the field to test. */
function TestButton(props: {
  app: AppView;
  fields: readonly string[];
  onSaid: (said: Said | undefined) => void;
}): JSX.Element {
  const { actions } = usePage();
  const { app, fields, onSaid } = props;
  const [field, setField] = useState(fields[0] ?? '');

  const press = async (): Promise<void> => {
    onSaid(undefined);
    const entry = await actions.ask<DeliveryEntry>(`apps/${app.id}/test`, { field });
    if (!entry) return;
    const tone = entry.status === 200 ? 'ok' : 'danger';
    const words =
      entry.status === null
        ? `The webhook did not answer the test: ${entry.problem ?? ''}.`
        : `The webhook answered the test with ${entry.status}.`;
    onSaid({ words, tone });
  };

  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void press();
      }}
    >
      <label class="field grow">
        Test button of the dashboard
        <select class="select mono" value={field} onChange={({ currentTarget }) => setField(currentTarget.value)}>
          {fields.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button" disabled={app.webhookUrl === null}>
        Test
      </button>
    </form>
  );
}
