import type { JSX } from 'preact';
import type { StateView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { plural } from '../words.ts';
import { FaultForm } from './fault-form.tsx';

/** Sets faults for the next calls and deliveries, and lists the pending faults. */
export function FaultsSettings({ state }: { state: StateView }): JSX.Element {
  const { actions } = usePage();
  const { calls, deliveries } = state.faults;
  const waiting = [
    ...deliveries.map(
      (fault) => `${fault.do} ${plural(fault.times ?? 1, 'delivery', 'deliveries')}${ofApp(state, 'to', fault.appId)}`,
    ),
    ...calls.map((fault) => `${fault.do} ${plural(fault.times ?? 1, 'call')}${ofApp(state, 'of', fault.appId)}`),
  ];

  return (
    <section class="setting" aria-labelledby="faults-title">
      <h3 id="faults-title">Faults</h3>
      <p class="quiet small">
        Faults for the next deliveries and calls. A delay lasts one minute of the sandbox’s clock.
      </p>
      <FaultForm target="deliveries" state={state} />
      <FaultForm target="calls" state={state} />
      <div class="row waiting-faults">
        {waiting.length === 0 ? (
          <p class="faint small">No fault is set.</p>
        ) : (
          <>
            <ul aria-label="Pending faults">
              {waiting.map((words, at) => (
                <li key={at} class="badge warn">
                  {words}
                </li>
              ))}
            </ul>
            <button type="button" class="button" onClick={() => actions.remove('faults')}>
              Clear faults
            </button>
          </>
        )}
      </div>
    </section>
  );
}

function ofApp(state: StateView, preposition: 'to' | 'of', id: string | undefined): string {
  const name = state.apps.find((app) => app.id === id)?.name;
  return name === undefined ? '' : ` ${preposition} ${name}`;
}
