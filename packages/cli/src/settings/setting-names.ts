/** A setting: a flag, or a variable of the environment or of the .env file. */
export interface SettingSource {
  /** Its flag, as commander takes it. */
  readonly flag: string;
  /** Its variable. */
  readonly variable: string;
  /** Its line in the help. */
  readonly help: string;
}

/** Name of a setting. */
export type SettingName =
  | 'graphUrl'
  | 'platform'
  | 'pageId'
  | 'accountId'
  | 'pageToken'
  | 'appId'
  | 'appSecret'
  | 'verifyToken'
  | 'webhookUrl'
  | 'storeUrl';

/** Every setting that commands share. */
export const SETTINGS: Readonly<Record<SettingName, SettingSource>> = {
  graphUrl: {
    flag: '--graph-url <url>',
    variable: 'GRAPH_URL',
    help: "address of Graph or of a sandbox (Meta's Graph)",
  },
  platform: { flag: '--platform <name>', variable: 'PLATFORM', help: 'messenger, instagram or whatsapp (messenger)' },
  pageId: {
    flag: '--page-id <id>',
    variable: 'PAGE_ID',
    help: 'page, or phone number id of WhatsApp (page of the token)',
  },
  accountId: { flag: '--account-id <id>', variable: 'ACCOUNT_ID', help: 'WhatsApp: id of the business account' },
  pageToken: { flag: '--page-token <token>', variable: 'PAGE_TOKEN', help: 'access token of your app for the page' },
  appId: { flag: '--app-id <id>', variable: 'APP_ID', help: 'id of your app' },
  appSecret: { flag: '--app-secret <secret>', variable: 'APP_SECRET', help: 'secret of your app' },
  verifyToken: { flag: '--verify-token <token>', variable: 'VERIFY_TOKEN', help: 'verify token of the webhook' },
  webhookUrl: { flag: '--webhook-url <url>', variable: 'WEBHOOK_URL', help: "address of the bot's webhook" },
  storeUrl: { flag: '--store-url <url>', variable: 'STORE_URL', help: "the bot's store, such as sqlite:handover.db" },
};

/** How a message names a setting: both ways to give it. */
export function bothNames(name: SettingName): string {
  const { flag, variable } = SETTINGS[name];
  return `${variable} (or ${flag.split(' ')[0]})`;
}
