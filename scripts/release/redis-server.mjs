import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port.mjs';

/**
 * A Redis for the examples: that of `REDIS_URL`, else one started from `REDIS_SERVER` on a free loopback port, without
 * files.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 * @throws {Error} The program ends, or says nothing of being ready within ten seconds.
 */
export async function startRedis() {
  const { REDIS_URL: given, REDIS_SERVER: program } = process.env;
  if (!program) return { url: given ?? '', stop: async () => undefined };

  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--maxmemory-policy', 'noeviction'];
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'close');
  const stop = async () => {
    server.kill('SIGKILL');
    await ended;
  };
  try {
    await ready(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}

function ready(server) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('redis-server is not ready after 10 s')), 10_000);
    const end = (settle, value) => {
      clearTimeout(timer);
      settle(value);
    };
    server.on('error', (error) => end(reject, error));
    server.on('close', (code) => end(reject, new Error(`redis-server ended with ${code}`)));
    let output = '';
    server.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      if (/ready to accept connections/i.test(output)) end(resolve);
    });
  });
}
