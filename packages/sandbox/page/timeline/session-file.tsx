import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { sessionAddress } from '../state/actions.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';

/** Exports the session as a file, and imports one that replaces the current session. */
export function SessionFile(): JSX.Element {
  const { actions } = usePage();
  const picker = useRef<HTMLInputElement>(null);

  return (
    <>
      <a
        class="button bare only-icon"
        href={sessionAddress()}
        download={texts.session.file}
        aria-label={texts.session.export}
        title={texts.session.export}
      >
        <Icon name="download" />
      </a>
      <button
        type="button"
        class="button bare only-icon"
        aria-label={texts.session.import}
        title={texts.session.import}
        onClick={() => picker.current?.click()}
      >
        <Icon name="upload" />
      </button>
      <input
        ref={picker}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={texts.session.choose}
        onChange={async ({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // Cleared, because the browser reports a choice of the same file only after that.
          if (file) await actions.importSession(file);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
