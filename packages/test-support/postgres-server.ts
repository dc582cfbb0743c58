import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './redis-server.ts';

/** A PostgreSQL server for one test, on a free loopback port. */
export interface PostgresServer {
  readonly port: number;
  /** The address of its database, for the superuser. */
  readonly url: string;
  /** The address for another user, or of another database. */
  urlOf(other: { readonly user?: string; readonly database?: string }): string;
  /** Suspends it with all its connections, as if its machine hung (SIGSTOP). */
  freeze(): void;
  /** Resumes it. */
  thaw(): void;
  /** Kills it at once, with all its connections (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on its port, with its data. */
  restart(): Promise<void>;
  /** Runs statements as the superuser, on a connection of their own. */
  run(sql: string): Promise<void>;
  /**
   * Starts a hot standby of it, on a port of its own. From then on this server confirms a commit only when the standby has
   * it. `SELECT pg_promote()` on the standby makes it a primary.
   */
  standby(): Promise<PostgresServer>;
  /** Stops it for good and removes its files. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/** Another process may take a port after it was found to be free. */
const MOST_PORTS = 5;

/**
 * Starts a server, and resolves once it answers. It ends with this process, however this process ends. A killed server
 * loses nothing, since its machine goes on; only a crash of the machine would.
 *
 * @param args More arguments of `postgres`.
 */
export async function postgresServer(args: readonly string[] = []): Promise<PostgresServer> {
  return serverIn(await newHome(), args, (data) => [
    'initdb',
    ['-D', data, '-U', 'handover', '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
  ]);
}

/** A folder that the server's user may write. */
async function newHome(): Promise<string> {
  const user = unprivileged();
  const home = await realpath(await mkdtemp(join(tmpdir(), 'handover-postgres-')));
  if (user !== undefined) await chown(home, user.uid, user.gid);
  return home;
}

/** Starts a server whose data `make`, a program and its arguments, puts into a folder of `home`. */
async function serverIn(
  home: string,
  args: readonly string[],
  make: (data: string) => readonly [name: string, args: readonly string[]],
): Promise<PostgresServer> {
  const data = join(home, 'data');
  const [maker, makerArgs] = make(data);
  const made = spawnSync(program(maker), makerArgs, { ...unprivileged(), cwd: home, encoding: 'utf8' });
  if (made.status !== 0) {
    await rm(home, { recursive: true, force: true });
    const why = made.error?.message ?? made.stderr;
    throw new Error(`${maker} failed: this test needs a PostgreSQL. Run it by scripts/test.mjs. ${why}`);
  }

  const settings = ['fsync=off', 'shared_buffers=32MB', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const all = ['-D', data, ...settings.flatMap((setting) => ['-c', setting]), ...args];
  const urlOf: PostgresServer['urlOf'] = ({ user: name = 'handover', database = 'postgres' }) =>
    `postgres://${name}@127.0.0.1:${port}/${database}`;
  const startOn = (on: number): Promise<Running | undefined> =>
    start(['-p', String(on), ...all], { url: `postgres://handover@127.0.0.1:${on}/postgres`, home, data });
  let port = await freePort();
  let server = await startOn(port);
  for (let ports = 1; server === undefined; ports += 1) {
    if (ports === MOST_PORTS) throw new Error(`postgres does not start with ${all.join(' ')}`);
    port = await freePort();
    server = await startOn(port);
  }
  const url = urlOf({});
  let frozen: readonly number[] = [];

  function freeze(): void {
    const pid = server?.child.pid;
    if (pid === undefined) return;
    // First the postmaster, so that it starts no more processes.
    process.kill(pid, 'SIGSTOP');
    frozen = [pid, ...childrenOf(pid)];
    for (const each of frozen) signal(each, 'SIGSTOP');
  }

  function thaw(): void {
    for (const pid of frozen) signal(pid, 'SIGCONT');
    frozen = [];
  }

  async function kill(): Promise<void> {
    const killed = server;
    server = undefined;
    frozen = [];
    await killed?.kill();
  }

  return {
    port,
    url,
    urlOf,
    freeze,
    thaw,
    kill,
    async restart() {
      await kill();
      server = await startOn(port);
      if (server === undefined) throw new Error(`another process has taken port ${port}`);
    },
    run: async (sql) => void (await runOn(url, sql)),
    async standby() {
      const copy = [
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'handover',
        '-R',
        '-X',
        'stream',
        '-c',
        'fast',
        '--no-sync',
      ];
      const standby = await serverIn(await newHome(), args, (target) => ['pg_basebackup', ['-D', target, ...copy]]);
      await runOn(url, "ALTER SYSTEM SET synchronous_standby_names = '*'");
      await runOn(url, 'SELECT pg_reload_conf()');
      return standby;
    },
    async stop() {
      await kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  kill(): Promise<void>;
}

/** Resolves to undefined if another process has the port. */
async function start(
  args: readonly string[],
  { url, home, data }: { readonly url: string; readonly home: string; readonly data: string },
): Promise<Running | undefined> {
  const child = spawn(program('postgres'), args, { ...unprivileged(), cwd: home, stdio: 'ignore' });
  const exited = once(child, 'exit');
  const pid = child.pid ?? 0;
  // The guard outlives this process for a moment and kills the server once its input closes.
  const guard = spawn('sh', ['-c', 'read word || kill -9 "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const kill = async (): Promise<void> => {
    signal(pid, 'SIGSTOP');
    const children = childrenOf(pid);
    for (const each of [...children, pid]) signal(each, 'SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await exited;
    // A new server refuses to start while a process of the old one lives.
    while (areAlive(children)) await sleep(5);
    guard.stdin.end('done\n');
    if (guard.exitCode === null) await once(guard, 'exit');
  };
  try {
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    if ((await folderAt(url, hasEnded)) !== data) {
      await kill();
      return undefined;
    }
  } catch (error) {
    await kill();
    throw error;
  }
  return { child, kill };
}

/** Waits for an answer, and resolves to the folder of the server that gave it; to undefined once the own one has ended. */
async function folderAt(url: string, hasEnded: () => boolean): Promise<string | undefined> {
  const until = performance.now() + READY_WITHIN_MS;
  while (!hasEnded()) {
    try {
      const [row] = await runOn(url, 'SHOW data_directory');
      return row?.['data_directory'];
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await sleep(20);
  }
  return undefined;
}

async function runOn(url: string, sql: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 20_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, string>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The path of a program of PostgreSQL. */
function program(name: string): string {
  const folder = process.env['POSTGRES_BIN'];
  return folder === undefined ? name : join(folder, name);
}

/** PostgreSQL refuses to run as root, so it then runs as the user `postgres`, or as `nobody`. */
export function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: idOf('-u') || 65_534, gid: idOf('-g') || 65_534 };
}

function childrenOf(pid: number): readonly number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').filter(Boolean).map(Number);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

/**
 * Whether one of these processes still runs. Killed ones stay listed until process 1 has noticed their end, which takes
 * seconds in some containers, and for ever in others.
 */
function areAlive(pids: readonly number[]): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pids.join(',')], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').some((state) => state !== '' && !state.startsWith('Z'));
}
