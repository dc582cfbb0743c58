/** App id of Meta's lead-ads automation (Messenger Platform docs, Lead Generation Ads). */
export const LEAD_ADS_APP_ID = '413038776280800';

/** App id under which Meta's Business AI speaks and owns threads. Source: a partner's copy of Meta's text. */
export const BUSINESS_AI_APP_ID = '622851382610562';

/** App id of a Meta automation that was seen to speak and to take threads. Source: one observer. */
export const AXON_APP_ID = '388207815496149';

/** App ids of Meta's AI. */
export const META_AI_APP_IDS: readonly string[] = [BUSINESS_AI_APP_ID, AXON_APP_ID];

/** A day: the standard messaging window, and the unit of an ad's `days`. */
export const DAY_MS = 86_400_000;

/** How long an app controls a thread after it got the thread, or after the person's last message. */
export const CONTROL_LASTS_MS = 86_400_000;

/** Window of the tag `HUMAN_AGENT`: seven days after the person's last message. */
export const HUMAN_AGENT_WINDOW_MS: number = 7 * DAY_MS;

/** Longest extension of thread control, in seconds. */
export const MAX_EXTENSION_SECONDS = 604_800;

/** Longest custom control of a thread that came from an ad, in days; a value outside 1-30 counts as 1. */
export const MAX_AD_DAYS = 30;

/**
 * How the page routes: `on` (a default app is chosen), `off` (nothing is configured) or `primary`
 * (the older primary/secondary protocol of 2021-25 with its idle mode).
 */
export type Routing = 'on' | 'off' | 'primary';
