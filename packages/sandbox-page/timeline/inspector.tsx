import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EntryDetail, TimelineEntry } from '../sandbox.ts';
import { get } from '../state/api.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { describe } from './describe.ts';
import { factsOf } from './facts.ts';

/** All that is known about one entry: facts, signed bytes and headers, the raw JSON. */
export function Inspector({ entry, onClose }: { entry: TimelineEntry; onClose: () => void }): JSX.Element {
  const { model, actions } = usePage();
  const detail = useDetail(entry.seq);
  const { title, detail: words, isReason, remarks } = describe(entry, (id) => model.parties.of(id).name);

  return (
    <section class="inspector" aria-label="Inspector">
      <header class="inspector-head">
        <h3 class="clip">
          <span class="faint mono">#{entry.seq}</span> {title}
        </h3>
        <button type="button" class="button bare only-icon" aria-label="Close the inspector" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="inspector-tools">
        {entry.kind === 'call' || entry.kind === 'delivery' ? <CopyButton seq={entry.seq} /> : null}
        {entry.kind === 'delivery' ? (
          <button type="button" class="button" onClick={() => actions.send(`timeline/${entry.seq}/replay`)}>
            <Icon name="replay" />
            Replay delivery
          </button>
        ) : null}
        {remarks.map(({ text, tone }) => (
          <span key={text} class={`badge ${tone}`}>
            {text}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
      <fieldset class="inspector-body" tabIndex={0} aria-label="Details of the entry">
        {words === undefined ? null : <p class={`inspector-words ${isReason ? 'reason' : ''}`}>{words}</p>}
        <dl class="facts">
          {factsOf(entry).map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="mono">{value}</dd>
            </div>
          ))}
        </dl>
        {detail?.wire ? (
          <>
            <h4>Headers</h4>
            <pre class="raw">
              {Object.entries(detail.wire.headers)
                .map(([name, value]) => `${name}: ${value}`)
                .join('\n')}
            </pre>
            <h4>Signed bytes</h4>
            <pre class="raw wrapped">{detail.wire.body}</pre>
          </>
        ) : null}
        <h4>Entry as JSON</h4>
        <pre class="raw">{JSON.stringify(entry, null, 2)}</pre>
      </fieldset>
    </section>
  );
}

/** Details that the list leaves out. Undefined until they are read, and for entries of an older session. */
function useDetail(seq: number): EntryDetail | undefined {
  const [detail, setDetail] = useState<EntryDetail | undefined>(undefined);
  useEffect(() => {
    let current = true;
    get<EntryDetail>(`timeline/${seq}`).then(
      (answer) => {
        if (current) setDetail(answer);
      },
      // The sandbox dropped the entry meanwhile: the list's own copy is shown.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [seq]);
  return detail;
}

const COPIED_MS = 2000;

function CopyButton({ seq }: { seq: number }): JSX.Element {
  const { actions } = usePage();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <>
      <button type="button" class="button" onClick={async () => setCopied(await actions.copyCurl(seq))}>
        <Icon name={copied ? 'check' : 'copy'} />
        Copy as curl
      </button>
      <span class="unseen" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </>
  );
}
