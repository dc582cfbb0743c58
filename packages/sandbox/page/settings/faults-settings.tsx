import type { JSX } from 'preact';
import type { StateView } from '../../src/control/views.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { FaultForm } from './fault-form.tsx';

/** Sets faults for the next calls and deliveries, and lists the pending faults. */
export function FaultsSettings({ state }: { state: StateView }): JSX.Element {
  const { actions } = usePage();
  const { calls, deliveries } = state.faults;
  const waiting = [
    ...deliveries.map((fault) => texts.faults.delivery(fault.do, fault.times ?? 1, appName(state, fault.appId))),
    ...calls.map((fault) => texts.faults.call(fault.do, fault.times ?? 1, appName(state, fault.appId))),
  ];

  return (
    <section class="setting" aria-labelledby="faults-title">
      <h3 id="faults-title">{texts.faults.title}</h3>
      <p class="quiet small">{texts.faults.what}</p>
      <FaultForm target="deliveries" state={state} />
      <FaultForm target="calls" state={state} />
      <div class="row waiting-faults">
        {waiting.length === 0 ? (
          <p class="faint small">{texts.faults.none}</p>
        ) : (
          <>
            <ul aria-label={texts.faults.waiting}>
              {waiting.map((words, at) => (
                <li key={at} class="badge warn">
                  {words}
                </li>
              ))}
            </ul>
            <button type="button" class="button" onClick={() => actions.remove('faults')}>
              {texts.faults.clear}
            </button>
          </>
        )}
      </div>
    </section>
  );
}

function appName(state: StateView, id: string | undefined): string | undefined {
  return state.apps.find((app) => app.id === id)?.name;
}
