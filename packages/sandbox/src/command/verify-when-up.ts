import { connect } from 'node:net';
import type { Sandbox } from '../sandbox.ts';

const HANDSHAKE_EVERY_MS = 1000;

/**
 * Makes the handshake with every webhook of the start, once its port is open: a bot often starts after the sandbox.
 * Writes a failure to stderr. Returns a function that stops trying.
 */
export function verifyWebhooksWhenUp(sandbox: Sandbox): () => void {
  const apps = sandbox.pages.flatMap((page) => page.apps);
  const webhooks = new Map(apps.flatMap(({ id, webhookUrl }) => (webhookUrl === null ? [] : [[id, webhookUrl]])));
  const stops = [...webhooks].map(([appId, webhook]) => verifyWhenUp(sandbox, appId, webhook));
  return () => {
    for (const stop of stops) stop();
  };
}

function verifyWhenUp(sandbox: Sandbox, appId: string, webhook: string): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const attempt = async (): Promise<void> => {
    const up = await listens(webhook);
    if (stopped) return;
    if (!up) {
      timer = setTimeout(() => void attempt(), HANDSHAKE_EVERY_MS);
      return;
    }
    try {
      await sandbox.verifyWebhook(appId);
    } catch (error) {
      // After Ctrl-C during the handshake, the failure is not the webhook's.
      if (stopped) return;
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  void attempt();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** True if a server listens there. Only connects, so that the handshake is the first request that the bot gets. */
function listens(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
      timeout: HANDSHAKE_EVERY_MS,
    });
    const end = (listening: boolean) => (): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });
}
