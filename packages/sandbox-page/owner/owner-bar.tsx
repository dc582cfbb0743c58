import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { textsOf } from '../platform/platform-texts.ts';
import type { StateView, ThreadSummary } from '../sandbox.ts';
import type { CallParameters } from '../state/actions.ts';
import { usePage } from '../state/page-context.ts';
import { personInSight } from '../state/reader.ts';
import { Icon } from '../ui/icon.tsx';
import { Mark } from '../ui/party.tsx';
import { useSandboxClock } from '../ui/use-sandbox-clock.ts';
import { clockText, spanText } from '../words.ts';
import { AppCalls } from './app-calls.tsx';
import { CallOptions } from './call-options.tsx';
import { ResultLine } from './result-line.tsx';

/** What stands in the bar of a number. */
const NO_OWNER =
  'A number has no thread control: every app gets every message, and may answer. A bot keeps itself silent.';

/** Control for this long, or longer, fills the bar. */
const CONTROL_LASTS_MS = 86_400_000;

/** Who owns the thread in sight, until when, and what each app can do about it. */
export function OwnerBar(): JSX.Element {
  const { model } = usePage();
  const { state, place } = model;
  const person = personInSight(state, place.person);
  const thread = state?.threads.find((one) => one.person.id === person);

  return (
    <section class={state?.page.number ? 'owner-bar low' : 'owner-bar'} aria-label="Thread control">
      {state?.page.number ? (
        <p class="quiet">{NO_OWNER}</p>
      ) : state && thread ? (
        <ThreadControl state={state} thread={thread} />
      ) : (
        <p class="quiet">
          {state ? `There is no thread yet. Add a person in ${textsOf(state).customer}.` : 'Loading the sandbox…'}
        </p>
      )}
    </section>
  );
}

function ThreadControl({ state, thread }: { state: StateView; thread: ThreadSummary }): JSX.Element {
  const [open, setOpen] = useState(false);
  // On a phone there is room for the buttons of one app.
  const [chosen, setChosen] = useState('');
  const caller = state.apps.some(({ id }) => id === chosen) ? chosen : state.apps[0]?.id;
  const [parameters, setParameters] = useState<CallParameters>({
    targetApp: state.inbox.id,
    durationSeconds: 604_800,
    metadata: '',
  });

  return (
    <>
      <div class="owner-head">
        <Owner thread={thread} />
        <button
          type="button"
          class="button only-icon narrow-only owner-toggle"
          aria-expanded={open}
          aria-controls="thread-control"
          aria-label="Calls of the apps"
          onClick={() => setOpen(!open)}
        >
          <Icon name="chevron" />
        </button>
      </div>
      <div id="thread-control" class="thread-control" data-open={open}>
        <label class="inline-field call-as">
          <span>Call as</span>
          <select class="select" value={caller} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {state.apps.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <CallOptions parameters={parameters} onChange={(change) => setParameters({ ...parameters, ...change })} />
        <div class="app-calls">
          {state.apps.map((app) => (
            <AppCalls
              key={app.id}
              app={app}
              isDefault={app.id === state.defaultApp}
              isChosen={app.id === caller}
              parameters={parameters}
            />
          ))}
        </div>
      </div>
      <ResultLine />
    </>
  );
}

function Owner({ thread }: { thread: ThreadSummary }): JSX.Element {
  const { model } = usePage();
  const owner = model.parties.of(thread.owner?.id ?? null, thread.owner?.name);

  return (
    <div class="owner" data-party={owner.look}>
      <span class="owner-mark">
        <Mark look={owner.look} />
      </span>
      <div class="owner-words">
        <p class="owner-name clip" role="status">
          {owner.name} <span class="owner-what">owns {thread.person.name}’s thread</span>
        </p>
        <Countdown expiresAt={thread.expiresAt} />
      </div>
    </div>
  );
}

/** Counts down on the sandbox's clock. The bar is full at a day or more. */
function Countdown({ expiresAt }: { expiresAt: number | null }): JSX.Element {
  const { model } = usePage();
  const now = useSandboxClock(model);
  if (expiresAt === null) {
    const defaultApp = model.parties.of(model.state?.defaultApp ?? null);
    return (
      <p class="small quiet clip">
        {model.state?.routing === 'off'
          ? 'Idle: every app may answer'
          : `Idle: the next message goes to ${defaultApp.name}`}
      </p>
    );
  }

  const left = Math.max(0, expiresAt - now);
  const until = clockText(expiresAt);
  return (
    <>
      <p class="small quiet clip countdown">
        Idle in <span class="mono">{spanText(left)}</span>
        <span class="faint"> · {`${until.day} ${until.time.slice(0, 5)}`}</span>
      </p>
      <div class="left-bar" aria-hidden="true">
        <div style={{ transform: `scaleX(${Math.min(1, left / CONTROL_LASTS_MS)})` }} />
      </div>
    </>
  );
}
