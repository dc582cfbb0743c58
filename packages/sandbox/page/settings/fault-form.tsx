import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StateView } from '../../src/control/views.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';

/** Kinds of faults for each target. A delay runs on the sandbox's clock. */
const kinds = {
  deliveries: ['fail', 'hang', 'drop', 'delay', 'duplicate', 'reorder', 'batch'],
  calls: ['fail', 'delay', 'hangUp'],
} as const;

const DELAY_MS = 60_000;

/** Sets a fault for deliveries, or for Graph calls. */
export function FaultForm({ target, state }: { target: keyof typeof kinds; state: StateView }): JSX.Element {
  const { actions } = usePage();
  const [kind, setKind] = useState<string>(kinds[target][0]);
  const [times, setTimes] = useState('1');
  const [appId, setAppId] = useState('');
  const [code, setCode] = useState('');
  const count = Number(times);
  const takesCode = target === 'calls' && kind === 'fail';
  const error = takesCode ? errorOf(code) : {};
  const valid = Number.isInteger(count) && count > 0 && error !== undefined;

  return (
    <form
      class="row"
      aria-label={texts.faults.form[target]}
      onSubmit={(event) => {
        event.preventDefault();
        void actions.send(`faults/${target}`, {
          do: kind,
          times: count,
          ...(kind === 'delay' ? { ms: DELAY_MS } : {}),
          ...(appId === '' ? {} : { appId }),
          ...error,
        });
      }}
    >
      <label class="field grow">
        {texts.faults.form[target]}
        <select class="select" value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value)}>
          {kinds[target].map((name) => (
            <option key={name} value={name}>
              {texts.faults[target === 'calls' ? 'callKind' : 'deliveryKind'][name]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {texts.faults.app}
        <select class="select" value={appId} onChange={({ currentTarget }) => setAppId(currentTarget.value)}>
          <option value="">{texts.faults.anyApp}</option>
          {state.apps.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {takesCode ? (
        <label class="field code-field">
          {texts.faults.code}
          <input
            class="input"
            type="text"
            placeholder={texts.faults.codeExample}
            value={code}
            onInput={({ currentTarget }) => setCode(currentTarget.value)}
          />
        </label>
      ) : null}
      <label class="field short-field">
        {texts.faults.times}
        <input
          class="input"
          type="number"
          min="1"
          max="1000"
          value={times}
          onInput={({ currentTarget }) => setTimes(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" aria-label={texts.faults.set[target]} disabled={!valid}>
        {texts.faults.add}
      </button>
    </form>
  );
}

/** Reads `code` or `code/subcode`. Empty text leaves the error to the sandbox. Undefined: the text is not an error. */
function errorOf(text: string): { error?: { code: number; subcode?: number } } | undefined {
  if (text.trim() === '') return {};
  const [, code, subcode] = /^\s*(-?\d+)(?:\s*\/\s*(\d+))?\s*$/.exec(text) ?? [];
  if (code === undefined) return undefined;
  return { error: { code: Number(code), ...(subcode === undefined ? {} : { subcode: Number(subcode) }) } };
}
