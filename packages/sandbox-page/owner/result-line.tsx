import type { JSX } from 'preact';
import type { CallResult, ControlCall } from '../state/model.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { codeText } from '../words.ts';
import { routingMeaning } from './routing-meaning.ts';

const past: Readonly<Record<ControlCall, string>> = {
  pass: 'passed the thread',
  take: 'took the thread',
  request: 'requested the thread',
  release: 'released the thread',
  extend: 'extended its control',
};

/**
 * The result of the newest call. The line is always there, so the layout does not move when Meta refuses. Without a
 * result it explains the routing mode.
 */
export function ResultLine(): JSX.Element {
  const { model, actions } = usePage();
  const { result, state } = model;
  const failed = result !== undefined && (result.error !== undefined || result.status === null || result.status >= 400);

  return (
    <div class="result-line" data-kind={failed ? 'error' : result ? 'done' : 'hint'}>
      <p role="status" aria-label="Result of the last call">
        {result ? (
          <Words result={result} app={model.parties.of(result.appId).name} />
        ) : (
          routingMeaning[state?.routing ?? 'on']
        )}
      </p>
      {result ? (
        <button
          type="button"
          class="button bare only-icon"
          aria-label="Dismiss the result"
          onClick={actions.dismissResult}
          onKeyDown={({ key }) => {
            if (key === 'Escape') actions.dismissResult();
          }}
        >
          <Icon name="close" />
        </button>
      ) : null}
    </div>
  );
}

function Words({ result, app }: { result: CallResult; app: string }): JSX.Element {
  const { call, status, error, problem } = result;
  if (!error && problem === undefined && status !== null && status < 400) {
    return (
      <span>
        {app} {past[call]}. Graph answered {status}.
      </span>
    );
  }
  return (
    <>
      <strong>{error ? `Meta refused ${app}’s ${call}:` : `${app}’s ${call} has no result:`}</strong>{' '}
      <code class="code">{error ? codeText(error) : (status ?? '')}</code> <span>{error?.message ?? problem}</span>
    </>
  );
}
