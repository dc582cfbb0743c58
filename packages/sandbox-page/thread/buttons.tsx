import type { JSX } from 'preact';
import { usePage } from '../state/page-context.ts';
import type { Side } from './side.ts';
import { fieldsOf, textOf } from './wire-value.ts';

/** The buttons of a template. The person can tap postback buttons; agents only see them. */
export function Buttons(props: { buttons: readonly unknown[]; side: Side; person: string }): JSX.Element | null {
  const { buttons, side, person } = props;
  const { actions } = usePage();
  if (buttons.length === 0) return null;

  return (
    <div class="template-buttons">
      {buttons.map(fieldsOf).map((button, at) => {
        const title = textOf(button['title']) ?? 'Button';
        const payload = textOf(button['payload']);
        const url = textOf(button['url']);
        if (url !== undefined && /^https?:/.test(url)) {
          return (
            <a key={at} class="button template-button" href={url} target="_blank" rel="noreferrer noopener">
              {title}
            </a>
          );
        }
        return (
          <button
            key={at}
            type="button"
            class="button template-button"
            disabled={side === 'agent' || payload === undefined}
            onClick={() => actions.send(`people/${person}/tap`, { payload, title })}
          >
            {title}
          </button>
        );
      })}
    </div>
  );
}
