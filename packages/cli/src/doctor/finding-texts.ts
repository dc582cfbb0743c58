/** How bad a finding is. `error`: the bot does not work. `warning`: part of it does not, or soon will not. `info`: worth a look. */
export type Severity = 'error' | 'warning' | 'info';

/** What a finding says, whatever the facts of the case. */
export interface FindingText {
  readonly severity: Severity;
  /** What is wrong, one sentence without a full stop; the finding of a case may add its facts. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do. */
  readonly cure: string;
  /** Where it is set. */
  readonly where: string;
}

/** Code of a finding; stable. */
export type FindingCode =
  | 'setting_missing'
  | 'white_space'
  | 'graph_unreachable'
  | 'graph_refused'
  | 'token_expired'
  | 'token_invalid'
  | 'token_of_other_app'
  | 'token_kind'
  | 'token_expires_soon'
  | 'data_access_ends'
  | 'scopes_missing'
  | 'wrong_app_id'
  | 'wrong_app_secret'
  | 'app_id_secret_mismatch'
  | 'app_not_subscribed'
  | 'app_fields_missing'
  | 'callback_differs'
  | 'page_unread'
  | 'page_of_token'
  | 'no_instagram_account'
  | 'not_subscribed'
  | 'fields_missing'
  | 'subscriptions_unread'
  | 'routing_option'
  | 'not_default_app'
  | 'webhook_unreachable'
  | 'webhook_certificate'
  | 'webhook_not_https'
  | 'webhook_redirects'
  | 'webhook_status'
  | 'verify_token_not_set'
  | 'wrong_verify_token'
  | 'handshake_answer'
  | 'verify_token_unchecked'
  | 'wrong_signature'
  | 'forged_accepted'
  | 'clock_skew'
  | 'store_not_durable'
  | 'store_unreachable'
  | 'store_read_only'
  | 'store_schema_missing';

const APP_BASIC = 'App dashboard, App settings, Basic';
const APP_WEBHOOKS = 'App dashboard, Webhooks';
const TOKEN_PLACE =
  'PAGE_TOKEN; made in the app dashboard under Messenger, Instagram or WhatsApp, or by your login flow';
/** Where people choose how the page routes. */
export const ROUTING_PLACE = 'Page settings (or Business settings), Conversation Routing';
/** Where the store is chosen. */
export const STORE_PLACE = 'STORE_URL, and the option store of createHandover';
const WEBHOOK_PLACE = "WEBHOOK_URL, and the bot's server";

/**
 * Every finding of `handover doctor`, by its code. Codes that core's `bot.check()` and its warnings use too mean the same
 * there. The README's table is made of it.
 */
export const FINDING_TEXTS: Readonly<Record<FindingCode, FindingText>> = {
  setting_missing: {
    severity: 'error',
    what: 'Settings that a bot needs are missing',
    why: 'Without them the bot does not start, and what depends on them is not checked here.',
    cure: 'Put them into .env or the environment.',
    where: '.env, the environment, or flags; handover doctor --help lists them',
  },
  white_space: {
    severity: 'error',
    what: 'Settings have white space around them',
    why: 'A secret or token with a space or line end is another one, so that signatures and calls fail.',
    cure: 'Remove the spaces and line ends. The other checks used the values without them.',
    where: 'The environment or .env',
  },

  graph_unreachable: {
    severity: 'error',
    what: 'Graph did not answer',
    why: 'The bot can neither send nor learn who owns a thread.',
    cure: 'Check the network of this machine, a proxy in between, and GRAPH_URL.',
    where: "GRAPH_URL; without it, Meta's Graph",
  },
  graph_refused: {
    severity: 'error',
    what: 'Graph refused a call that the bot makes',
    why: 'The bot cannot learn how the page routes, and its other calls may fail as well.',
    cure: "Do what Meta's sentence says, and run handover doctor again.",
    where: TOKEN_PLACE,
  },

  token_expired: {
    severity: 'error',
    what: 'The access token has expired',
    why: 'Graph refuses every call with it.',
    cure: 'Make a new token. A page token made with a long-lived user token does not expire.',
    where: TOKEN_PLACE,
  },
  token_invalid: {
    severity: 'error',
    what: 'Graph does not accept the access token',
    why: 'Graph refuses every call with it.',
    cure: 'Copy the token again, complete and without quotes, or make a new one.',
    where: TOKEN_PLACE,
  },
  token_of_other_app: {
    severity: 'error',
    what: 'The access token belongs to another app than APP_ID',
    why: 'Each call acts as the app of the token: the bot takes its own messages for those of another app and stays silent.',
    cure: 'Make a token of the app that APP_ID names, or set APP_ID and APP_SECRET to the app of the token.',
    where: 'PAGE_TOKEN, APP_ID and APP_SECRET',
  },
  token_kind: {
    severity: 'error',
    what: 'The access token is not that of a page',
    why: 'A bot sends as the page, which only a page token may do.',
    cure: 'Ask Graph for the page token with this token: GET /me/accounts lists it as access_token.',
    where: TOKEN_PLACE,
  },
  token_expires_soon: {
    severity: 'warning',
    what: 'The access token expires soon',
    why: 'From then on Graph refuses every call with it.',
    cure: 'Replace it by one that does not expire: a page token made with a long-lived user token, or one of a system user.',
    where: TOKEN_PLACE,
  },
  data_access_ends: {
    severity: 'warning',
    what: "The app's access to data with this token ends soon",
    why: 'From then on Graph refuses what reads data, although the token itself stays valid.',
    cure: 'Have the person who granted the token log in to the app again.',
    where: TOKEN_PLACE,
  },
  scopes_missing: {
    severity: 'error',
    what: 'The access token lacks permissions',
    why: 'Graph refuses the calls that need them.',
    cure: 'Make a new token, and grant the app these permissions in the dialog.',
    where: `${TOKEN_PLACE}; App dashboard, App Review, Permissions and features`,
  },

  wrong_app_id: {
    severity: 'error',
    what: 'APP_ID is not the app of the secret and the token',
    why: 'The bot takes its own messages for those of another app and stays silent.',
    cure: 'Set APP_ID to the app of the token.',
    where: `APP_ID; ${APP_BASIC}`,
  },
  wrong_app_secret: {
    severity: 'error',
    what: 'APP_SECRET is not the secret of the app that APP_ID names',
    why: "The bot refuses Meta's deliveries with 401, and Graph refuses calls that carry a proof.",
    cure: 'Copy the app secret again.',
    where: `APP_SECRET; ${APP_BASIC}, App secret`,
  },
  app_id_secret_mismatch: {
    severity: 'error',
    what: 'APP_ID and APP_SECRET do not belong together',
    why: "With a wrong secret the bot refuses Meta's deliveries, and with a wrong id it takes its own messages for another app's.",
    cure: 'Copy both again from the same app.',
    where: `APP_ID and APP_SECRET; ${APP_BASIC}`,
  },
  app_not_subscribed: {
    severity: 'error',
    what: 'The app has no webhook for messages',
    why: 'Meta delivers only fields that both the app and the page are subscribed to.',
    cure: "Enter the webhook's address and verify token there, and subscribe to the field messages.",
    where: APP_WEBHOOKS,
  },
  app_fields_missing: {
    severity: 'warning',
    what: 'The webhook of the app lacks fields',
    why: 'Meta delivers only fields that the app itself is subscribed to, whatever its page or account says.',
    cure: 'Subscribe the app to these fields.',
    where: APP_WEBHOOKS,
  },
  callback_differs: {
    severity: 'error',
    what: 'Meta delivers to another address than WEBHOOK_URL',
    why: 'The bot at WEBHOOK_URL gets no deliveries.',
    cure: 'Enter WEBHOOK_URL as the callback address, or set WEBHOOK_URL to the address that Meta has.',
    where: `${APP_WEBHOOKS}; WEBHOOK_URL`,
  },

  page_unread: {
    severity: 'error',
    what: 'The token cannot read the page or number',
    why: 'The bot acts on a page or number that its token has no access to.',
    cure: 'Give the token access to it, or correct PAGE_ID.',
    where: 'PAGE_ID and PAGE_TOKEN',
  },
  page_of_token: {
    severity: 'error',
    what: 'PAGE_ID is not the page of the token',
    why: 'Graph refuses calls on a page with the token of another page.',
    cure: 'Set PAGE_ID to the page of the token, or leave it out; or take a token of this page.',
    where: 'PAGE_ID and PAGE_TOKEN',
  },
  no_instagram_account: {
    severity: 'error',
    what: 'No Instagram account is linked to the page',
    why: 'The threads of an Instagram account come through the page that it is linked to.',
    cure: 'Link a professional account to the page, or set PLATFORM to messenger.',
    where: 'Page settings, Linked accounts; PLATFORM',
  },
  not_subscribed: {
    severity: 'error',
    what: 'This app gets no messages: it is not subscribed to them',
    why: 'Meta delivers nothing that people write to this bot.',
    cure: 'Subscribe it: handover subscribe',
    where: 'The subscription of the app to the page, on WhatsApp to the account; handover subscribe --show',
  },
  fields_missing: {
    severity: 'warning',
    what: 'This app is not subscribed to fields that the bot needs',
    why: 'The bot does not hear of all owners, replies or taps, so it may speak out of turn.',
    cure: 'Subscribe it to them: handover subscribe FIELD …',
    where: 'The subscription of the app to the page; handover subscribe --show',
  },
  subscriptions_unread: {
    severity: 'warning',
    what: 'The subscriptions could not be read',
    why: 'Without them it stays open whether Meta delivers messages to this app.',
    cure: 'Use a token with pages_manage_metadata, on WhatsApp with whatsapp_business_management.',
    where: TOKEN_PLACE,
  },
  routing_option: {
    severity: 'warning',
    what: "The bot's option routing does not match the page",
    why: 'The bot makes calls that this page refuses.',
    cure: "Set routing to what Meta reports, or to 'auto'.",
    where: `The option routing of createHandover; ${ROUTING_PLACE}`,
  },
  not_default_app: {
    severity: 'warning',
    what: 'Another app is the default app of the page',
    why: "New messages go to that app, and this bot sees them on standby only, where it stays silent. If the bot waits for threads to be passed to it, that's right.",
    cure: 'Choose this app as the default app.',
    where: `${ROUTING_PLACE}: default app`,
  },

  webhook_unreachable: {
    severity: 'error',
    what: 'The webhook did not answer this machine',
    why: 'If Meta does not reach it either, no delivery arrives, and after an hour Meta ends the subscription.',
    cure: 'Start the bot, and check the address, the firewall and the tunnel. This is the view of this machine: Meta may see another one.',
    where: WEBHOOK_PLACE,
  },
  webhook_certificate: {
    severity: 'error',
    what: 'The certificate of the webhook is not valid',
    why: 'Meta delivers only over HTTPS with a valid certificate that is not self-signed.',
    cure: 'Install a certificate of a public authority for this name, with its intermediate certificates.',
    where: "The web server or proxy in front of the bot's webhook",
  },
  webhook_not_https: {
    severity: 'error',
    what: 'The address of the webhook is not HTTPS',
    why: 'Meta delivers only over HTTPS.',
    cure: 'Give the webhook an HTTPS address; for development a tunnel does.',
    where: WEBHOOK_PLACE,
  },
  webhook_redirects: {
    severity: 'error',
    what: 'The webhook redirects',
    why: 'Meta does not follow redirects of deliveries.',
    cure: 'Use the address that it redirects to, often with https or with or without a slash at the end.',
    where: WEBHOOK_PLACE,
  },
  webhook_status: {
    severity: 'error',
    what: 'The webhook answers with a status that Meta counts as a failure',
    why: 'Meta redelivers what is not answered with 200, and after an hour of failures ends the subscription.',
    cure: 'Check that the bot is mounted at this path, ahead of any body parser. Its log has the reason of a 500.',
    where: WEBHOOK_PLACE,
  },
  verify_token_not_set: {
    severity: 'info',
    what: 'VERIFY_TOKEN is not set, so the verification of the webhook is not checked',
    why: "Without the option verifyToken a bot refuses Meta's verification request with 403.",
    cure: "Set VERIFY_TOKEN, unless another program answers Meta's verification request.",
    where: `VERIFY_TOKEN; ${APP_WEBHOOKS}`,
  },
  wrong_verify_token: {
    severity: 'error',
    what: 'The webhook refuses VERIFY_TOKEN',
    why: 'Meta cannot verify the webhook, so it cannot be set or changed.',
    cure: 'Give the bot (option verifyToken), this command and the app dashboard the same text, without spaces around it.',
    where: `VERIFY_TOKEN; the option verifyToken; ${APP_WEBHOOKS}`,
  },
  handshake_answer: {
    severity: 'error',
    what: 'The webhook does not answer the verification request with the challenge alone',
    why: 'Meta does not accept the webhook.',
    cure: 'Answer with status 200 and hub.challenge as the complete body; nodeHandler and the framework packages do that.',
    where: WEBHOOK_PLACE,
  },
  verify_token_unchecked: {
    severity: 'warning',
    what: 'The webhook accepts a wrong verify token',
    why: 'Any developer can set this address as the webhook of another app.',
    cure: 'Answer 403 where hub.verify_token is not yours; nodeHandler and the framework packages do that.',
    where: "The bot's server",
  },
  wrong_signature: {
    severity: 'error',
    what: 'The webhook refuses a delivery that was signed with APP_SECRET',
    why: "The bot refuses Meta's deliveries as well.",
    cure: 'Give the bot this APP_SECRET, mount it ahead of any body parser, and keep proxies from changing the body or the header X-Hub-Signature-256.',
    where: "The option appSecret; the bot's server",
  },
  forged_accepted: {
    severity: 'error',
    what: 'The webhook accepts forged deliveries',
    why: 'A stranger who knows the address can write to the bot in the name of any customer.',
    cure: 'Check X-Hub-Signature-256 over the bytes as received; nodeHandler and the framework packages do that.',
    where: "The bot's server",
  },

  clock_skew: {
    severity: 'warning',
    what: "The clock of this machine differs from Meta's",
    why: 'The bot compares its times with those of Meta: old events look new, or new ones old.',
    cure: 'Set the clock by NTP.',
    where: 'This machine',
  },

  store_not_durable: {
    severity: 'warning',
    what: 'The store ends with the process',
    why: 'At each restart the bot forgets owners, timers and parked events, and may talk over a person.',
    cure: 'Use @handover/sqlite (one machine), @handover/redis or @handover/postgres (several), and set STORE_URL.',
    where: STORE_PLACE,
  },
  store_unreachable: {
    severity: 'error',
    what: 'The store could not be opened',
    why: 'A bot with this store answers every delivery with 503.',
    cure: 'Check the address, and that the server runs.',
    where: STORE_PLACE,
  },
  store_read_only: {
    severity: 'error',
    what: "The store's file or folder cannot be written",
    why: 'A bot with this store answers every delivery with 503.',
    cure: "Give the bot's user the right to write the file and its folder, where SQLite keeps two more files.",
    where: STORE_PLACE,
  },
  store_schema_missing: {
    severity: 'error',
    what: 'The tables of the store are missing',
    why: 'A bot with this store answers every delivery with 503.',
    cure: "Create them once: await migrate(pool) of @handover/postgres, or by the package's SQL file.",
    where: STORE_PLACE,
  },
};
