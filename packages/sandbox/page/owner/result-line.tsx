import type { JSX } from 'preact';
import type { CallResult } from '../state/model.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';

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
      <p role="status" aria-label={texts.calls.result}>
        {result ? (
          <Words result={result} app={model.parties.of(result.appId).name} />
        ) : (
          texts.routing.meaning[state?.routing ?? 'on']
        )}
      </p>
      {result ? (
        <button
          type="button"
          class="button bare only-icon"
          aria-label={texts.calls.dismiss}
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
    return <span>{texts.calls.done(app, call, status)}</span>;
  }
  return (
    <>
      <strong>{error ? texts.calls.refused(app, call) : texts.calls.failed(app, call)}</strong>{' '}
      <code class="code">{error ? texts.calls.code(error.code, error.subcode) : (status ?? '')}</code>{' '}
      <span>{error?.message ?? problem}</span>
    </>
  );
}
