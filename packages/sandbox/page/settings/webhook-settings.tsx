import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AppView } from '../../src/control/views.ts';
import type { DeliveryEntry } from '../../src/timeline-entry.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';

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
    setSaid({ words: texts.apps.checking, tone: 'quiet' });
    const problem = await actions.problemOf(`apps/${app.id}/verify`);
    setSaid(
      problem === undefined ? { words: texts.apps.verified, tone: 'ok' } : { words: wordsOf(problem), tone: 'danger' },
    );
  };
  const save = async (): Promise<void> => {
    setSaid(undefined);
    const saved = await actions.send(`apps/${app.id}/webhook`, { url: url === '' ? null : url });
    if (saved && url !== '') await verify(texts.apps.notVerified);
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
          {texts.apps.webhook}
          <input
            class="input mono small"
            type="url"
            placeholder="http://127.0.0.1:3000/webhook"
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={url === (app.webhookUrl ?? '')}>
          {texts.apps.save}
        </button>
        <button
          type="button"
          class="button"
          disabled={app.webhookUrl === null}
          onClick={() => verify((problem) => problem)}
        >
          {texts.apps.verify}
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
    onSaid({ words: texts.apps.tested(entry.status, entry.problem), tone });
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
        {texts.apps.test}
        <select class="select mono" value={field} onChange={({ currentTarget }) => setField(currentTarget.value)}>
          {fields.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button" disabled={app.webhookUrl === null}>
        {texts.apps.testButton}
      </button>
    </form>
  );
}
