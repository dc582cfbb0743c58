import { checkKnownKeys } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import type { Quirks } from '../quirks.ts';
import type { SandboxAppOptions, SandboxOptions, SandboxPageSettings } from './options.ts';
import { PAGE_OPTIONS, type ResolvedPage, resolvePage } from './resolve-page.ts';

/** Most pages of a run. */
export const MAX_PAGES = 100;

/** Options that describe the one page of the short form. */
export const SHORT_FORM = ['page', 'platform', 'routing', 'defaultApp', 'links', 'ads', 'people'] as const;

/**
 * The pages of the option `pages`, or the one page of the short form.
 *
 * @throws {OptionError} An option is wrong, or both forms are given.
 */
export function resolvePages(
  options: SandboxOptions,
  apps: readonly SandboxAppOptions[],
  quirks: Quirks,
): ResolvedPage[] {
  const { pages } = options;
  if (pages === undefined) {
    if (options.page !== undefined)
      checkKnownKeys('page.', options.page, ['id', 'name', 'instagramId', 'accountId', 'displayNumber', 'phoneApp']);
    const { routing, platform, defaultApp, links, ads, people } = options;
    const given = definedOnly({ ...options.page, routing, platform, defaultApp, links, ads, people });
    const where = { page: 'page.', own: '' };
    return [resolvePage(given, { apps, quirks, others: [], isLinked: false, where })];
  }
  const both = SHORT_FORM.find((name) => options[name] !== undefined);
  if (both !== undefined) throw new OptionError(`${both} and pages cannot both be given; move ${both} into pages[0]`);
  if (!Array.isArray(pages) || pages.length === 0 || pages.length > MAX_PAGES)
    throw new OptionError(`pages must be a list of 1 to ${MAX_PAGES} pages`);
  const withToken = apps.findIndex(({ accessToken }) => accessToken !== undefined);
  if (withToken !== -1)
    throw new OptionError(`apps[${withToken}].accessToken and pages cannot both be given; move it into pages[].apps[]`);

  const resolved: ResolvedPage[] = [];
  for (const [at, given] of (pages as readonly SandboxPageSettings[]).entries()) {
    const linked = (pages as readonly SandboxPageSettings[]).filter(
      (one) => one !== given && given?.id !== undefined && one?.id === given.id,
    );
    // The Page and its account are one page: either entry may name the account.
    const instagramId = linked.find((one) => one.instagramId !== undefined)?.instagramId;
    const whole = given?.instagramId === undefined && instagramId !== undefined ? { ...given, instagramId } : given;
    const isLinked = linked.length > 0;
    resolved.push(resolveOneMore(whole, { apps, quirks, others: resolved, isLinked, where: `pages[${at}].` }));
  }
  return resolved;
}

/**
 * One more page next to the others.
 *
 * @throws {OptionError} An option is wrong, or the page clashes with another one.
 */
export function resolveOneMore(
  given: SandboxPageSettings,
  around: {
    apps: readonly SandboxAppOptions[];
    quirks: Quirks;
    others: readonly ResolvedPage[];
    isLinked: boolean;
    /** Prefix of the names in messages. */
    where: string;
  },
): ResolvedPage {
  const { where } = around;
  checkKnownKeys(where, given, PAGE_OPTIONS);
  return resolvePage(given, { ...around, where: { page: where, own: where } });
}

function definedOnly(
  options: { [Name in keyof SandboxPageSettings]: SandboxPageSettings[Name] | undefined },
): SandboxPageSettings {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
