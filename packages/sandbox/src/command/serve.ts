import type { SandboxHttps } from '../https/https-front.ts';
import type { Sandbox } from '../sandbox.ts';
import { createTerminalLog } from '../terminal-log.ts';

/** Prints what a bot needs and the live timeline until Ctrl-C or SIGTERM. Resolves to the exit code. */
export async function serve(sandbox: Sandbox): Promise<number> {
  // Listen for the end before printing: a caller may stop the sandbox as soon as it sees the output.
  const stopped = ended();
  const ana = sandbox.people[0] ?? sandbox.person('Ana');
  process.stdout.write(welcome(sandbox, ana));
  sandbox.on(
    'entry',
    createTerminalLog((line) => process.stdout.write(`${line}\n`)),
  );
  await stopped;
  return 0;
}

function welcome(sandbox: Sandbox, person: { id: string; name: string }): string {
  const environment = sandbox.environment();
  const control = `${sandbox.url}/_sandbox`;
  const who = encodeURIComponent(person.name);
  const hasWebhook = sandbox.apps.find(({ id }) => id === environment.APP_ID)?.webhookUrl !== null;
  const examples = [
    ...(hasWebhook
      ? []
      : [
          [
            "Set the bot's webhook",
            `-d url=http://127.0.0.1:3000/webhook ${control}/apps/${environment.APP_ID}/webhook`,
          ],
        ]),
    [`${person.name} writes a message`, `-d text=hi ${control}/people/${who}/say`],
    [`What ${person.name} received`, `${control}/people/${who}/inbox`],
    ...(sandbox.page.displayNumber === null
      ? [
          ['A human agent answers, and owns the thread', `-d text='How can I help?' ${control}/inbox/${who}/reply`],
          ['The agent is done', `-X POST ${control}/inbox/${who}/done`],
        ]
      : [["The shop's owner answers on the phone", `-d text='How can I help?' ${control}/phone/${who}/reply`]]),
    ['Everything else that can be done', `${control}/`],
  ];
  return `The sandbox's page, where you play the customer and the human agent:

  ${sandbox.url}/

Put these values into your bot's environment (the ids and secrets are invented):

${variables(environment)}

Your bot must call GRAPH_URL instead of https://graph.facebook.com. ${sandbox.https ? overHttps(sandbox.https) : ''}Then play ${person.name} (${person.id}) and the human agents, on
the page or from here:

${examples.map(([what, call]) => `  # ${what}\n  curl ${call}`).join('\n')}

The live timeline (Ctrl-C ends the sandbox):

`;
}

function overHttps({ url, environment }: SandboxHttps): string {
  return `If it insists on https, let it call
${url} with the file of the CA below. If it takes no host, put these values into its environment too:

${variables(environment)}

Set them for the bot alone: the proxy refuses all hosts but Graph's, and most of these files replace the CAs of the
system. Never install the CA in the system. fetch and https of Node 20 ignore HTTPS_PROXY.

`;
}

function variables(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `  ${name}=${value}`)
    .join('\n');
}

/** Resolves at the first Ctrl-C or SIGTERM. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    // The signal listener does not keep the process alive; the server does.
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
