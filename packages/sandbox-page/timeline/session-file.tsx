import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { sessionAddress } from '../state/actions.ts';
import { usePage } from '../state/page-context.ts';
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
        download="handover-session.json"
        aria-label="Export the session"
        title="Export the session"
      >
        <Icon name="download" />
      </a>
      <button
        type="button"
        class="button bare only-icon"
        aria-label="Import a session"
        title="Import a session"
        onClick={() => picker.current?.click()}
      >
        <Icon name="upload" />
      </button>
      <input
        ref={picker}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label="Session file"
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
