import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usualPlatform } from '../platform/platform-texts.ts';
import type { Platform } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { keyOf, nameOfPage, platformNames } from '../state/pages.ts';
import { plural } from '../words.ts';

/** Adds and removes pages of the run. With one page there is only the form. */
export function PagesSettings(): JSX.Element {
  const { model, actions } = usePage();
  const { pages } = model;

  return (
    <section class="setting" aria-labelledby="pages-title">
      <h3 id="pages-title">Pages</h3>
      {pages.length > 1 ? (
        <ul class="page-list" aria-label="Pages of this sandbox">
          {pages.map((page) => (
            <li key={keyOf(page)} class="page-item">
              <div>
                <p class="clip">{page.name}</p>
                <p class="tiny quiet clip">
                  {platformNames[page.platform]} <span class="mono">{page.id}</span>,{' '}
                  {plural(page.people, 'person', 'people')}
                </p>
              </div>
              <button
                type="button"
                class="button"
                aria-label={`Remove ${nameOfPage(page, pages)}`}
                onClick={() => actions.removePage(keyOf(page))}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <AddPage />
    </section>
  );
}

function AddPage(): JSX.Element {
  const { actions } = usePage();
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const [platform, setPlatform] = useState<Platform>(usualPlatform);

  const onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const given = {
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(id.trim() === '' ? {} : { id: id.trim() }),
    };
    if (!(await actions.send('pages', { ...given, platform }))) return;
    setName('');
    setId('');
  };

  return (
    <form class="row add-page" aria-label="Add a page" onSubmit={onSubmit}>
      <label class="field grow">
        Name
        <input
          class="input"
          type="text"
          autocomplete="off"
          maxLength={60}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <label class="field">
        Platform
        <select
          class="select"
          value={platform}
          onChange={({ currentTarget }) => setPlatform(currentTarget.value as Platform)}
        >
          {(Object.keys(platformNames) as Platform[]).map((one) => (
            <option key={one} value={one}>
              {platformNames[one]}
            </option>
          ))}
        </select>
      </label>
      <label class="field grow">
        Id (optional)
        <input
          class="input mono"
          type="text"
          autocomplete="off"
          placeholder="invented"
          value={id}
          onInput={({ currentTarget }) => setId(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        Add the page
      </button>
      <p class="tiny faint">The id of a present page on the other platform adds that page’s account there.</p>
    </form>
  );
}
