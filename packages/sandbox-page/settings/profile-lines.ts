import type { MenuItem, Profile, ProfileField } from '../sandbox.ts';

/** A property of the profile in words, one line for each part; no lines if it is not set. */
export function linesOf(profile: Profile, field: ProfileField): readonly string[] {
  switch (field) {
    case 'get_started':
      return profile.get_started ? [`Payload ${profile.get_started.value.payload}`] : [];
    case 'greeting':
      return (profile.greeting?.value ?? []).map(({ locale, text }) => `${locale}: ${text}`);
    case 'ice_breakers':
      return (profile.ice_breakers?.value ?? []).flatMap((one) =>
        'locale' in one ? one.call_to_actions.map(({ question }) => `${one.locale}: ${question}`) : [one.question],
      );
    case 'persistent_menu':
      return (profile.persistent_menu?.value ?? []).flatMap((menu) => [
        ...(menu.call_to_actions ?? []).map((item) => `${menu.locale}: ${itemText(item)}`),
        ...(menu.composer_input_disabled ? [`${menu.locale}: writing is disabled`] : []),
      ]);
    case 'commands':
      return (profile.commands?.value ?? []).flatMap(({ locale, commands }) =>
        commands.map(({ name, description }) => `${locale}: /${name}, ${description}`),
      );
    case 'whitelisted_domains':
      return profile.whitelisted_domains?.value ?? [];
    case 'account_linking_url':
      return profile.account_linking_url ? [profile.account_linking_url.value] : [];
  }
}

function itemText({ type, title, payload, url }: MenuItem): string {
  return type === 'web_url' ? `${title}, link to ${url ?? ''}` : `${title}, payload ${payload ?? ''}`;
}
