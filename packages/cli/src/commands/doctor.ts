import type { CommandSpec } from '../command-spec.ts';
import { examine } from '../doctor/examine.ts';
import { showReport } from '../doctor/show-report.ts';
import { LISTENABLE, subjectOf } from '../doctor/subject.ts';
import { DONE, FAILED } from '../exit-codes.ts';
import { CLIENT_SETTINGS } from '../settings/client-of.ts';

/** `handover doctor` */
export const doctor: CommandSpec = {
  name: 'doctor',
  summary: 'Looks for what is set up wrongly',
  uses: [...CLIENT_SETTINGS, 'verifyToken', 'webhookUrl', 'storeUrl'],
  details: `Looks at token, app, webhook, page, clock and store, and changes nothing. It
reads from Graph, sends the webhook a verification request and a delivery
without events, and opens the store for reading. Without WEBHOOK_URL the webhook
is the one that the app has at Meta.

Each finding says what was found, why it matters, the cure, and where it is set.
What no API shows is a question for you to look at.

Exits with 1 if a finding is an error, else with 0.

Examples:
  handover doctor
  handover doctor --listens message,postback --json`,
  build: (command) =>
    void command
      .option('--listens <events>', `what the bot listens to, of ${LISTENABLE.join(', ')} (message)`)
      .option('--routing <mode>', "the bot's option routing, if it sets one (auto)"),
  async run({ settings, print, flags, surroundings }) {
    const report = await examine(subjectOf(settings, flags, surroundings));
    print.result(report, showReport(report, print.paint));
    return report.findings.some(({ severity }) => severity === 'error') ? FAILED : DONE;
  },
};
