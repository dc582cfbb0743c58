/** What a warning says: what was seen, and what to do about it. */
export interface WarningText {
  /** What was seen, one sentence. */
  readonly message: string;
  /** What to do, one or two sentences. */
  readonly cure: string;
}

/** Code of a warning; stable. */
export type WarningCode =
  | 'wrong_signature'
  | 'missing_signature'
  | 'no_verify_token'
  | 'wrong_verify_token'
  | 'foreign_object'
  | 'all_on_standby'
  | 'foreign_echo'
  | 'client_app_id'
  | 'not_subscribed'
  | 'webhook_failing'
  | 'unknown_page'
  | 'routing_unread'
  | 'one_step_refused'
  | 'routing_option'
  | 'too_many_dashboard_tests'
  | 'unread_key'
  | 'middleware_without_next'
  | 'human_agent_by_bot'
  | 'echo_without_app'
  | 'number_routing';

/**
 * Every warning that core logs, by its code: what a developer can cure. The table of core's README repeats it, and so do the
 * findings of `bot.check()`.
 */
export const WARNING_TEXTS: Readonly<Record<WarningCode, WarningText>> = {
  wrong_signature: {
    message: 'Deliveries were refused with 401: their signature does not match appSecret',
    cure: 'Set appSecret to the secret of the app that appId names (App settings, Basic), and keep proxies from changing the body.',
  },
  missing_signature: {
    message: 'Requests without X-Hub-Signature-256 were refused with 401',
    cure: 'Meta signs each delivery. If these are from Meta, keep the proxy in front of the bot from removing the header; otherwise they are forged.',
  },
  no_verify_token: {
    message: "Meta's verification request was refused with 403: the option verifyToken is not set",
    cure: 'Set verifyToken to the text that you typed in the webhook settings of the app dashboard.',
  },
  wrong_verify_token: {
    message: "Meta's verification request was refused with 403: its token is not the option verifyToken",
    cure: 'Type the same text in the webhook settings of the app dashboard and in the option verifyToken, without spaces around it.',
  },
  foreign_object: {
    message: 'Deliveries of an object that this bot does not serve were answered with 404',
    cure: "Point this product's webhook at the program that serves it, or mount the bot with forward: 'active' ahead of the handler that does.",
  },
  all_on_standby: {
    message: 'Messages of this page come on standby only, so the bot stays silent: another app is the default app',
    cure: "In the page's settings, under Conversation Routing, choose this app as default app, or have the owner pass the threads. If people answer these threads now, all is well.",
  },
  foreign_echo: {
    message: 'Messages of this bot come back under another app id: the access token belongs to another app than appId',
    cure: 'Use a page token of the app that appId names, or set appId (and appSecret) to the app of the token.',
  },
  client_app_id: {
    message: 'The client was made with another appId than the bot',
    cure: 'Give createClient and createHandover the same appId, the app of the page token.',
  },
  not_subscribed: {
    message: 'This app gets no messages of the page: it is not subscribed to the field messages',
    cure: "Subscribe it: await client.subscribe(['messages', 'messaging_postbacks', 'messaging_handovers', 'standby', 'message_echoes']).",
  },
  webhook_failing: {
    message:
      'The webhook has answered with 5xx for half an hour: Meta ends the deliveries of a webhook that fails for an hour',
    cure: 'Look at the errors above this line, and afterwards in the app dashboard whether the webhook is still subscribed.',
  },
  unknown_page: {
    message: 'The option client gave no client for this page: its events are reported and not retried',
    cure: 'Return a client for this page, or take the app off the page.',
  },
  routing_unread: {
    message: 'The routing mode of this page could not be read',
    cure: 'Set the option routing, or give the client a token that may read the page. The field error has the reason.',
  },
  one_step_refused: {
    message:
      'Meta refused to send and pass in one call, since routing is off for this page; two calls were made instead',
    cure: 'Nothing to do if routing was switched off on purpose. The field error has what Meta says.',
  },
  routing_option: {
    message: 'The option routing does not match this page: Meta answers with another mode',
    cure: "Correct the option routing, or leave it out ('auto').",
  },
  too_many_dashboard_tests: {
    message: 'Too many dashboard tests; further ones are not run',
    cure: 'The Test button of the app dashboard runs the handlers at most 30 times a minute. Wait a minute.',
  },
  unread_key: {
    message: 'An entry has a key that no event shows',
    cure: "Handlers can't see its value. Report the key, so that the reader learns it.",
  },
  middleware_without_next: {
    message: 'A middleware has ended ten events without calling next, so no handler has run',
    cure: 'Call await next() in the middleware. A plugin of ours is used by calling it: bot.use(grantRequests()).',
  },
  human_agent_by_bot: {
    message: 'A handler of an incoming event sent a message under HUMAN_AGENT, which Meta allows for people only',
    cure: "Send the bot's own answers without the tag. If a person wrote the message, send it with { by: 'person' }.",
  },
  echo_without_app: {
    message: 'Echoes of this page name no app, so a message of a person looks like one of another program',
    cure: "If only people and this bot answer on this page, set echoesWithoutAppId: 'person'; until then such echoes hold nothing.",
  },
  number_routing: {
    message: 'Conversation Routing is on for this WhatsApp number: Meta decides which partner may answer',
    cure: 'This bot reads who owns a thread and stays silent, but it makes no calls of thread control on WhatsApp. Choose its roles in Business Suite, and subscribe the app to standby and messaging_handovers.',
  },
};
