import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type PostgresServer, unprivileged } from './postgres-server.ts';
import { freePort } from './redis-server.ts';

/** A PgBouncer in front of a server, on a free loopback port. */
export interface PgBouncer {
  /** The address of the database behind it. */
  readonly url: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/**
 * Starts a PgBouncer that pools transactions on so few connections that each client's next transaction may get another
 * one. Resolves once it answers.
 */
export async function pgbouncer(server: PostgresServer): Promise<PgBouncer> {
  const port = await freePort();
  const user = unprivileged();
  const home = await mkdtemp(join(tmpdir(), 'handover-pgbouncer-'));
  const file = join(home, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
postgres = host=127.0.0.1 port=${server.port} dbname=postgres user=handover
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
auth_type = any
pool_mode = transaction
default_pool_size = 3
unix_socket_dir =
`,
  );
  if (user !== undefined) await Promise.all([home, file].map((path) => chown(path, user.uid, user.gid)));
  const child = spawn(process.env['PGBOUNCER'] ?? 'pgbouncer', ['--quiet', file], {
    ...user,
    cwd: home,
    stdio: 'ignore',
  });
  // The guard outlives this process for a moment and kills the child once its input closes.
  const guard = spawn('sh', ['-c', 'read word || kill -9 "$0"', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const url = `postgres://handover@127.0.0.1:${port}/postgres`;
  const stop = async (): Promise<void> => {
    await killed(child);
    guard.stdin.end('done\n');
    await rm(home, { recursive: true, force: true });
  };
  try {
    await answers(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  for (const until = performance.now() + READY_WITHIN_MS; ; ) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return;
    } catch (error) {
      if (failed !== undefined || performance.now() > until)
        throw new Error('PgBouncer could not be started. Run the test by scripts/test.mjs', { cause: failed ?? error });
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(20);
  }
}
