import type { JSX } from 'preact';
import type { PersonScreen, ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';

/** True if the page greets people before their first message. */
export function hasWelcome({ greeting, getStarted, iceBreakers }: PersonScreen): boolean {
  return greeting !== null || getStarted !== null || iceBreakers.length > 0;
}

/** The beginning of a new thread: the page's face, its greeting, and the questions that it suggests. */
export function Welcome({ thread }: { thread: ThreadView }): JSX.Element | null {
  const { model, actions } = usePage();
  const { greeting, iceBreakers } = thread.screen;
  const page = model.state?.page;
  if (!page) return null;

  return (
    <div class="welcome">
      <img class="welcome-face" src={page.picture} alt="" width="64" height="64" />
      <p class="welcome-name">{page.name}</p>
      {greeting === null ? null : (
        <p class="quiet greeting" dir="auto">
          {greeting}
        </p>
      )}
      {iceBreakers.length === 0 ? null : (
        <fieldset class="ice-breakers" aria-label="Ice breakers">
          {iceBreakers.map(({ question }, at) => (
            <button
              key={at}
              type="button"
              class="button quick-reply"
              dir="auto"
              onClick={() => actions.send(`people/${thread.person.id}/ice-breaker`, { question })}
            >
              {question}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
