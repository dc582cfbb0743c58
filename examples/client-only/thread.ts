// Looks up and passes threads from a terminal, with @handover/client only.
import { type Client, ClientError, createClient, OptionError, PAGE_INBOX_APP_ID } from '@handover/client';

const USAGE = `Usage: npm start -- COMMAND

  owner PSID           who owns the thread of this person
  pass PSID [APP_ID]   pass it to an app, or to the Page Inbox
  receivers            the apps with the old role of a secondary receiver
  routing              how the page routes: on or off

PAGE_TOKEN is the page token of your app. GRAPH_URL is https://graph.facebook.com unless set.`;

const COMMANDS: Readonly<Record<string, (client: Client, args: readonly string[]) => Promise<string>>> = {
  async owner(client, [psid = '']) {
    const owner = await client.getThreadOwner(psid);
    if (owner.state === 'idle') return 'No app owns the thread.';
    const name = owner.appId === PAGE_INBOX_APP_ID ? 'The Page Inbox' : `App ${owner.appId ?? '(not named to yours)'}`;
    const until = owner.expiresAt === undefined ? '' : ` until ${owner.expiresAt.toISOString()}`;
    return `${name} owns the thread${until}.`;
  },
  async pass(client, [psid = '', targetAppId = PAGE_INBOX_APP_ID]) {
    const { at } = await client.passThreadControl(psid, { targetAppId });
    return `Passed to ${targetAppId} at ${new Date(at).toISOString()}.`;
  },
  async receivers(client) {
    const receivers = await client.getSecondaryReceivers();
    return receivers.map(({ id, name = 'no name' }) => `${id} ${name}`).join('\n') || 'No app has the role.';
  },
  async routing(client) {
    return `Conversation Routing: ${await client.getRoutingMode()}`;
  },
};

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const { PAGE_TOKEN: accessToken, GRAPH_URL: baseUrl } = process.env;
  const lacksPerson = (name === 'owner' || name === 'pass') && args.length === 0;
  if (command === undefined || lacksPerson) {
    if (lacksPerson) console.error(`${name} needs the PSID of the person.\n`);
    console.error(USAGE);
    return 2;
  }
  if (!accessToken) {
    console.error('Set PAGE_TOKEN first: the app dashboard at Meta makes one, `pnpm sandbox` prints one for a laptop.');
    return 2;
  }
  try {
    console.log(await command(createClient({ accessToken, baseUrl }), args));
    return 0;
  } catch (error) {
    // What the caller or Meta can mend is printed in one line, which ends with what to do. Anything else is a bug, with its stack.
    const isTold = error instanceof ClientError || error instanceof OptionError;
    if (!isTold) throw error;
    console.error(error.message);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
