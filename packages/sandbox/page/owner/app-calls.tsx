import type { JSX } from 'preact';
import type { AppView } from '../../src/control/views.ts';
import type { CallParameters } from '../state/actions.ts';
import type { ControlCall } from '../state/model.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { PartyName } from '../ui/party.tsx';

const calls: readonly ControlCall[] = ['pass', 'take', 'request', 'release', 'extend'];

/** Buttons that make Graph calls as this app. Calls that Meta refuses stay enabled: the answer is Meta's error. */
export function AppCalls(props: { app: AppView; isDefault: boolean; parameters: CallParameters }): JSX.Element {
  const { model, actions } = usePage();
  const { app, isDefault, parameters } = props;
  const state = app.subscribed ? (app.failing ? 'failing' : undefined) : 'off';

  return (
    <fieldset class="app-call-group" aria-label={texts.calls.group(app.name)}>
      <span class="app-call-name">
        <PartyName party={model.parties.of(app.id, app.name)} />
        {isDefault ? <span class="badge">{texts.routing.defaultBadge[model.state?.routing ?? 'on']}</span> : null}
        {state ? <span class="badge danger">{texts.apps.health[state]}</span> : null}
      </span>
      <span class="app-call-buttons">
        {calls.map((call) => (
          <button key={call} type="button" class="button" onClick={() => actions.call(app.id, call, parameters)}>
            {texts.calls.names[call]}
          </button>
        ))}
      </span>
    </fieldset>
  );
}
