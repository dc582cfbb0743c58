import type { JSX } from 'preact';
import { routingMeaning } from '../owner/routing-meaning.ts';
import type { StateView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { NO_APP } from '../state/parties.ts';

const names = { on: 'On', off: 'Off', primary: 'Primary and secondary receivers (2021-25)' } as const;
const defaultAppNames = {
  on: 'Default app',
  off: 'Default app (used with routing on)',
  primary: 'Primary Receiver',
} as const;

/** Chooses the routing mode and the default app. */
export function RoutingSettings({ state }: { state: StateView }): JSX.Element {
  const { model, actions } = usePage();

  return (
    <section class="setting" aria-labelledby="routing-title">
      <h3 id="routing-title">Routing</h3>
      <fieldset class="choices" aria-label="Conversation Routing">
        {(Object.keys(names) as (keyof typeof names)[]).map((mode) => (
          <label key={mode} class="check">
            <input
              type="radio"
              name="routing"
              checked={state.routing === mode}
              onChange={() => actions.send('routing', { routing: mode })}
            />
            {names[mode]}
          </label>
        ))}
      </fieldset>
      <p class="quiet small">{routingMeaning[state.routing]}</p>
      <label class="field">
        {defaultAppNames[state.routing]}
        <select
          class="select"
          value={state.defaultApp ?? ''}
          onChange={({ currentTarget }) => actions.send('routing', { defaultApp: currentTarget.value || null })}
        >
          {state.routing === 'on' ? null : <option value="">{NO_APP.name}</option>}
          {model.parties.all.map(({ id, name }) => (
            <option key={id} value={id ?? ''}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}
