import type { PassedOnCommand } from '../command-spec.ts';

/** `handover sandbox …` */
export const sandbox: PassedOnCommand = {
  name: 'sandbox',
  summary: 'Starts a local Messenger to try a bot with',
  async passOn(words) {
    // Loaded here, since no other command needs its web server.
    const { runCli } = await import('@handover/sandbox');
    return runCli(words, { name: 'handover sandbox' });
  },
};
