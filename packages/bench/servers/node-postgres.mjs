import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeHandler } from '@handover/core';
import { migrate, postgresStore } from '@handover/postgres';
import { Pool } from 'pg';
import { postgres as providePostgres } from '../../../scripts/needs/postgres.mjs';
import { cores, isPinned } from '../contender.mjs';
import { serve } from '../serve.mjs';
import { countingBot } from './bot.mjs';

export default async () => {
  const pool = new Pool({ connectionString: await startPostgres() });
  for (let tries = 1; ; tries += 1) {
    try {
      await migrate(pool);
      break;
    } catch (error) {
      // Refused while the server starts.
      if (tries === 200) throw error;
      await sleep(50);
    }
  }
  const { bot, handled } = countingBot({ store: postgresStore(pool) });
  return serve(nodeHandler(bot), handled);
};

/** Starts a PostgreSQL that does not wait for the disk and lives as long as this process. Its CPU time is not counted. */
async function startPostgres() {
  providePostgres();
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  const home = mkdtempSync(join(tmpdir(), 'handover-bench-'));
  const options = { cwd: home, stdio: 'ignore', ...unprivileged() };
  if (options.uid !== undefined) chownSync(home, options.uid, options.gid);
  const program = (name) => join(process.env.POSTGRES_BIN, name);
  execFileSync(program('initdb'), ['-D', 'data', '-U', 'handover', '-A', 'trust', '--no-sync'], options);
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const args = ['-D', 'data', '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  // On the core of the load: on that of this process, its many processes would be counted in part as ours.
  const [command, before] = isPinned
    ? ['taskset', ['-c', String(cores.load), program('postgres')]]
    : [program('postgres'), []];
  const server = spawn(command, [...before, ...args], options);
  process.once('exit', () => {
    server.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });
  process.once('SIGTERM', () => process.exit());
  return `postgres://handover@127.0.0.1:${port}/postgres`;
}

/** PostgreSQL refuses to run as root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
