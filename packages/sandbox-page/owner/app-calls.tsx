import type { JSX } from 'preact';
import type { AppView } from '../sandbox.ts';
import type { CallParameters } from '../state/actions.ts';
import type { ControlCall } from '../state/model.ts';
import { usePage } from '../state/page-context.ts';
import { Health, healthOf } from '../ui/health.tsx';
import { PartyName } from '../ui/party.tsx';

const callNames: Readonly<Record<ControlCall, string>> = {
  pass: 'Pass',
  take: 'Take',
  request: 'Request',
  release: 'Release',
  extend: 'Extend',
};
const calls = Object.keys(callNames) as readonly ControlCall[];

/** Marks the app that gets the messages of idle threads. */
const defaultBadge = { on: 'default', off: 'default if on', primary: 'primary' } as const;

/** Buttons that make Graph calls as this app. Calls that Meta refuses stay enabled: the answer is Meta's error. */
export function AppCalls(props: {
  app: AppView;
  isDefault: boolean;
  /** On a phone only this app has its buttons on screen. */
  isChosen: boolean;
  parameters: CallParameters;
}): JSX.Element {
  const { model, actions } = usePage();
  const { app, isDefault, isChosen, parameters } = props;

  return (
    <fieldset class="app-call-group" data-chosen={isChosen} aria-label={`${app.name}: thread control`}>
      <span class="app-call-name">
        <PartyName party={model.parties.of(app.id, app.name)} />
        {isDefault ? <span class="badge">{defaultBadge[model.state?.routing ?? 'on']}</span> : null}
        {healthOf(app) === 'ok' ? null : <Health app={app} />}
      </span>
      <span class="app-call-buttons">
        {calls.map((call) => (
          <button
            key={call}
            type="button"
            class={`button call-${call}`}
            onClick={() => actions.call(app.id, call, parameters)}
          >
            {callNames[call]}
          </button>
        ))}
      </span>
    </fieldset>
  );
}
