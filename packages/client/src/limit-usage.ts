import { isObject } from './is-object.ts';
import { PLATFORMS } from './platform/platforms.ts';

/** How much of Meta's limits is used up. */
export interface Usage {
  /** The highest use of any limit, in percent. Meta throttles calls at 100. */
  readonly percent: number | undefined;
  /** Meta's estimate until access returns, in ms; undefined if Meta gives none. */
  readonly retryAfterMs: number | undefined;
}

/** The types of use that count: Meta names each platform's use after the platform. */
const messagingTypes: ReadonlySet<unknown> = new Set([...Object.keys(PLATFORMS), 'pages']);

/**
 * Reads `X-App-Usage` (one object of percentages) and `X-Business-Use-Case-Usage` (lists of them by business object,
 * with an estimate in minutes). If there are several kinds of use, only messaging and pages count. A header that is
 * missing or not JSON counts as unknown. Source: Graph API docs, Rate Limits.
 */
export function readUsage(headers: Headers): Usage {
  const all = [headers.get('x-app-usage'), headers.get('x-business-use-case-usage')].flatMap(objectsIn);
  // Other limits of the same business, such as those of ads, do not apply to these calls.
  const ours = all.filter(({ type }) => messagingTypes.has(type));
  const entries = ours.length === 0 ? all : all.filter(({ type }) => type === undefined || messagingTypes.has(type));
  const highest = (keys: readonly string[]) =>
    entries
      .flatMap((entry) => keys.map((key) => Number(entry[key])))
      .filter((value) => value >= 0 && Number.isFinite(value))
      .reduce<number | undefined>((most, value) => Math.max(most ?? 0, value), undefined);
  const minutes = highest(['estimated_time_to_regain_access']);
  return {
    percent: highest(['call_count', 'total_time', 'total_cputime']),
    retryAfterMs: minutes === undefined || minutes === 0 ? undefined : minutes * 60_000,
  };
}

function objectsIn(header: string | null): Record<string, unknown>[] {
  if (header === null) return [];
  try {
    const value: unknown = JSON.parse(header);
    const outer = isObject(value) ? [value] : [];
    return [...outer, ...outer.flatMap((object) => Object.values(object)).flat()].filter(isObject);
  } catch {
    // A header of another shape is ignored; the answer itself counts.
    return [];
  }
}
