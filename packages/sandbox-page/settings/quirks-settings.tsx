import type { JSX } from 'preact';
import type { StateView } from '../sandbox.ts';
import { quirkChoices } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';

/** One setting for each behaviour that Meta does not document clearly. */
export function QuirksSettings({ state }: { state: StateView }): JSX.Element {
  const quirks = Object.entries(state.quirks);

  return (
    <section class="setting" aria-labelledby="quirks-title">
      <h3 id="quirks-title">Quirks</h3>
      <details class="fields">
        <summary>Behaviour that Meta does not document clearly. The README explains each quirk.</summary>
        <div class="choices columns">
          {quirks.map(([name, value]) => (
            <Quirk key={name} name={name} value={value} />
          ))}
        </div>
      </details>
    </section>
  );
}

function Quirk({ name, value }: { name: string; value: string | number | boolean }): JSX.Element {
  const { actions } = usePage();
  const set = (next: unknown): Promise<boolean> => actions.send('quirks', { [name]: next });
  const choices: readonly (string | number | boolean)[] | undefined =
    typeof value === 'boolean' ? [false, true] : quirkChoices[name as keyof typeof quirkChoices];

  const id = `quirk-${name}`;

  return (
    <div class="field">
      <label class="mono" for={id}>
        {name}
      </label>
      {choices ? (
        <select
          id={id}
          class="select"
          value={String(value)}
          onChange={({ currentTarget }) => set(choices.find((one) => String(one) === currentTarget.value))}
        >
          {choices.map((choice) => (
            <option key={String(choice)} value={String(choice)}>
              {String(choice)}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          class="input"
          type="number"
          min="0"
          value={value as number}
          onChange={({ currentTarget }) => set(currentTarget.valueAsNumber)}
        />
      )}
    </div>
  );
}
