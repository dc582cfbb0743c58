import type { JSX } from 'preact';
import type { AppView, StateView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Health } from '../ui/health.tsx';
import { PartyName } from '../ui/party.tsx';
import { WebhookSettings } from './webhook-settings.tsx';

const switches = {
  canTake: 'May take control',
  standby: 'Gets the standby channel',
  humanAgent: 'Has the Human Agent feature',
} as const;

/** Each app's switches, webhook and subscribed fields. The switches are about thread control, which a number does not have. */
export function AppsSettings({ state }: { state: StateView }): JSX.Element {
  return (
    <section class="setting" aria-labelledby="apps-title">
      <h3 id="apps-title">Apps</h3>
      {state.apps.map((app) => (
        <App key={app.id} app={app} fields={state.fields} />
      ))}
    </section>
  );
}

function App({ app, fields }: { app: AppView; fields: readonly string[] }): JSX.Element {
  const { model, actions } = usePage();
  const known = [...new Set([...fields, ...app.subscribedFields])];

  return (
    <fieldset class="app-settings" aria-label={`Settings of ${app.name}`}>
      <p class="app-settings-head">
        <PartyName party={model.parties.of(app.id, app.name)} />
        <span class="tiny faint mono clip">{app.id}</span>
        <span class="spring" />
        <Health app={app} />
      </p>
      {model.state?.page.number ? null : (
        <div class="choices">
          {(Object.keys(switches) as (keyof typeof switches)[]).map((name) => (
            <label key={name} class="check">
              <input
                type="checkbox"
                checked={app[name]}
                onChange={() => actions.send(`apps/${app.id}`, { [name]: !app[name] })}
              />
              {switches[name]}
            </label>
          ))}
        </div>
      )}
      <WebhookSettings app={app} fields={fields} />
      <details class="fields">
        <summary>Subscribed fields: {app.subscribedFields.length}</summary>
        <div class="choices columns">
          {known.map((field) => (
            <label key={field} class="check mono small">
              <input
                type="checkbox"
                checked={app.subscribedFields.includes(field)}
                onChange={() =>
                  actions.send(`apps/${app.id}/fields`, {
                    fields: known.filter((one) => (one === field) !== app.subscribedFields.includes(one)),
                  })
                }
              />
              {field}
            </label>
          ))}
        </div>
      </details>
    </fieldset>
  );
}
