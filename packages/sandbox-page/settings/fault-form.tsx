import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StateView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';

/** Kinds of faults for each target. A delay runs on the sandbox's clock. */
const kinds = {
  deliveries: {
    fail: 'fail: does not arrive',
    hang: 'hang: the answer comes too late',
    drop: 'drop: never sent',
    delay: 'delay: waits a minute',
    duplicate: 'duplicate: sent twice',
    reorder: 'reorder: two in reverse order',
    batch: 'batch: two in one request',
  },
  calls: { fail: 'fail: an error from Meta', delay: 'delay: waits a minute', hangUp: 'hang up: no answer' },
} as const;
const titles = { deliveries: 'Next deliveries', calls: 'Next Graph calls' } as const;

const DELAY_MS = 60_000;

/** Sets a fault for deliveries, or for Graph calls. */
export function FaultForm({ target, state }: { target: keyof typeof kinds; state: StateView }): JSX.Element {
  const { actions } = usePage();
  const [kind, setKind] = useState<string>('fail');
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
      aria-label={titles[target]}
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
        {titles[target]}
        <select class="select" value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value)}>
          {Object.entries(kinds[target]).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        App
        <select class="select" value={appId} onChange={({ currentTarget }) => setAppId(currentTarget.value)}>
          <option value="">Any</option>
          {state.apps.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {takesCode ? (
        <label class="field code-field">
          Error code
          <input
            class="input"
            type="text"
            placeholder="613/2018338"
            value={code}
            onInput={({ currentTarget }) => setCode(currentTarget.value)}
          />
        </label>
      ) : null}
      <label class="field short-field">
        Times
        <input
          class="input"
          type="number"
          min="1"
          max="1000"
          value={times}
          onInput={({ currentTarget }) => setTimes(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" aria-label={`Set the fault for ${target}`} disabled={!valid}>
        Set
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
