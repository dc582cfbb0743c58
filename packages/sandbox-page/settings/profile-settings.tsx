import type { JSX } from 'preact';
import { textsOf } from '../platform/platform-texts.ts';
import type { CallEntry, ProfileField, StateView, TimelineEntry } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { PartyName } from '../ui/party.tsx';
import { linesOf } from './profile-lines.ts';

/** The properties in the words of Meta's documentation. */
const names: Readonly<Record<ProfileField, string>> = {
  greeting: 'Greeting',
  get_started: 'Get Started button',
  ice_breakers: 'Ice breakers',
  persistent_menu: 'Persistent menu',
  commands: 'Commands',
  whitelisted_domains: 'Whitelisted domains',
  account_linking_url: 'Account linking URL',
};

/** What the bots have set by `messenger_profile`, with the call of each. Only bots can change it. */
export function ProfileSettings(props: { state: StateView; onShow: (entry: TimelineEntry) => void }): JSX.Element {
  const { state, onShow } = props;
  const { model } = usePage();
  const fields = (Object.keys(names) as ProfileField[]).filter((field) => state.profile[field] !== undefined);

  return (
    <section class="setting" aria-labelledby="profile-title">
      <h3 id="profile-title">{textsOf(state).profile}</h3>
      {fields.length === 0 ? (
        <p class="quiet small">
          Nothing is set. A bot sets it by <code>POST /me/messenger_profile</code>.
        </p>
      ) : (
        <dl class="profile">
          {fields.map((field) => {
            const setting = state.profile[field];
            const call = callBehind(model.entries, state, field, setting?.appId);
            return (
              <div key={field}>
                <dt>{names[field]}</dt>
                {linesOf(state.profile, field).map((line, at) => (
                  <dd key={at} class="small" dir="auto">
                    {line}
                  </dd>
                ))}
                <dd class="row tiny quiet">
                  Set by <PartyName party={model.parties.of(setting?.appId ?? null)} />
                  {call ? (
                    <button
                      type="button"
                      class="button bare"
                      aria-label={`${names[field]}: show the call #${call.seq}`}
                      onClick={() => onShow(call)}
                    >
                      #{call.seq} POST {call.path.split('/').at(-1)}
                    </button>
                  ) : null}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </section>
  );
}

/** The call that set a property, if the timeline still has it. */
function callBehind(
  entries: readonly TimelineEntry[],
  { page, platform }: StateView,
  field: ProfileField,
  appId: string | undefined,
): CallEntry | undefined {
  return entries.findLast(
    (entry): entry is CallEntry =>
      entry.kind === 'call' &&
      entry.method === 'POST' &&
      entry.status === 200 &&
      entry.app?.id === appId &&
      entry.path.endsWith('/messenger_profile') &&
      entry.params[field] !== undefined &&
      (entry.page === undefined || (entry.page.id === page.id && entry.page.platform === platform)),
  );
}
