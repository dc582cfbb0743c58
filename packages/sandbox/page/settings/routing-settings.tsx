import type { JSX } from 'preact';
import type { StateView } from '../../src/control/views.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';

const modes = ['on', 'off', 'primary'] as const;

/** Chooses the routing mode and the default app. */
export function RoutingSettings({ state }: { state: StateView }): JSX.Element {
  const { model, actions } = usePage();

  return (
    <section class="setting" aria-labelledby="routing-title">
      <h3 id="routing-title">{texts.routing.title}</h3>
      <fieldset class="choices" aria-label={texts.routing.mode}>
        {modes.map((mode) => (
          <label key={mode} class="check">
            <input
              type="radio"
              name="routing"
              checked={state.routing === mode}
              onChange={() => actions.send('routing', { routing: mode })}
            />
            {texts.routing.name[mode]}
          </label>
        ))}
      </fieldset>
      <p class="quiet small">{texts.routing.meaning[state.routing]}</p>
      <label class="field">
        {texts.routing.defaultApp[state.routing]}
        <select
          class="select"
          value={state.defaultApp ?? ''}
          onChange={({ currentTarget }) => actions.send('routing', { defaultApp: currentTarget.value || null })}
        >
          {state.routing === 'on' ? null : <option value="">{texts.noApp}</option>}
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
