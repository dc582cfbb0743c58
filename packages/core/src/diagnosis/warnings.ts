import type { PageReference } from '../events.ts';
import type { Clock, Logger } from '../ports.ts';
import { WARNING_TEXTS, type WarningCode } from './warning-texts.ts';

/** What a warning is about, beside its code. */
export interface WarningSubject {
  /** The page it concerns, where it concerns one. */
  readonly page?: PageReference | undefined;
  /** Distinguishes causes with the same code and page, such as the kind of object. */
  readonly detail?: string | undefined;
  /** Facts for the log. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/** A warning that has been given, for `bot.check()`. */
export interface GivenWarning {
  readonly code: WarningCode;
  readonly page?: PageReference;
  readonly fields: Readonly<Record<string, unknown>>;
  /** When it was last seen, in ms. */
  readonly seenAt: number;
}

/** Warns the developer: once for each cause and page, then at most hourly. */
export interface Warnings {
  /** Logs the warning, or counts it where the same cause was logged within the hour. */
  warn(code: WarningCode, subject?: WarningSubject): void;
  /** Whether the warning would only be counted now, since it was logged within the hour. */
  isSilent(code: WarningCode, page?: PageReference): boolean;
  /** The cause is gone: it is no longer among those given. Within the hour it is not logged again all the same. */
  cured(code: WarningCode, page?: PageReference): void;
  /** What was seen and is not known to be cured, oldest first. */
  given(): readonly GivenWarning[];
}

/** A cause is logged again after this time at the earliest. */
const SILENT_FOR_MS = 3_600_000;
/** Limit on distinct details per code and page, since a body may invent any number of them. */
const MOST_DETAILS = 100;
/** Causes that are remembered; of more the oldest is forgotten. */
const MOST_CAUSES = 1_000;

interface Cause {
  readonly code: WarningCode;
  readonly page: PageReference | undefined;
  fields: Readonly<Record<string, unknown>>;
  loggedAt: number | undefined;
  seenAt: number;
  isCured: boolean;
  /** How often it was seen since it was logged. */
  times: number;
}

export function warnings({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }): Warnings {
  const causes = new Map<string, Cause>();

  function keyOf(code: WarningCode, page: PageReference | undefined): string {
    return `${code} ${page?.platform ?? ''} ${page?.pageId ?? ''}`;
  }

  function countOf(start: string): number {
    return [...causes.keys()].filter((key) => key.startsWith(start)).length;
  }

  function isSilent({ loggedAt }: Cause): boolean {
    // A clock that was set back must not keep the warning silent for longer.
    return loggedAt !== undefined && Math.abs(clock.now() - loggedAt) < SILENT_FOR_MS;
  }

  function log({ code, page, fields, times }: Cause): void {
    const { message, cure } = WARNING_TEXTS[code];
    logger.warn({ code, ...page, ...fields, ...(times > 1 ? { times } : {}), cure }, message);
  }

  return {
    warn(code, { page, detail = '', fields = {} } = {}) {
      const now = clock.now();
      const key = `${keyOf(code, page)} ${detail}`;
      const known = causes.get(key);
      if (known === undefined && detail !== '' && countOf(`${keyOf(code, page)} `) >= MOST_DETAILS) return;
      const cause: Cause = known ?? newCause(code, page);
      Object.assign(cause, { fields, seenAt: now, isCured: false, times: cause.times + 1 });
      if (isSilent(cause)) return;
      causes.delete(key);
      causes.set(key, cause);
      const oldest = causes.keys().next();
      if (causes.size > MOST_CAUSES && oldest.done !== true) causes.delete(oldest.value);
      log(cause);
      cause.loggedAt = now;
      cause.times = 0;
    },
    isSilent(code, page) {
      const cause = causes.get(`${keyOf(code, page)} `);
      return cause !== undefined && isSilent(cause);
    },
    cured(code, page) {
      const start = `${keyOf(code, page)} `;
      for (const [key, cause] of causes) if (key.startsWith(start)) cause.isCured = true;
    },
    given: () =>
      [...causes.values()]
        .filter(({ isCured }) => !isCured)
        .map(({ code, page, fields, seenAt }) => ({ code, ...(page === undefined ? {} : { page }), fields, seenAt })),
  };
}

function newCause(code: WarningCode, page: PageReference | undefined): Cause {
  // Events and threads are given for pages: only what names the page is kept.
  const reference = page === undefined ? undefined : { platform: page.platform, pageId: page.pageId };
  return { code, page: reference, fields: {}, loggedAt: undefined, seenAt: 0, isCured: false, times: 0 };
}
