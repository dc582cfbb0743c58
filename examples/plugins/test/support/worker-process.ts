import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Place } from './memory-of.ts';

/** What a process of the bot is started with. */
export interface WorkerOptions {
  readonly place: Place;
  readonly graphUrl: string;
  readonly pageId: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly leaseMs?: number;
  readonly handlerTimeoutMs?: number;
  /** Where it says that it got there and hangs, for the test to kill it. */
  readonly hangAt?: 'handler' | 'announcement';
  readonly takeback: {
    readonly afterMs: number;
    readonly message: string;
    /** Threads are watched whose person's id divides by it; none with 0. */
    readonly every: number;
  };
}

/** What a process has done. */
export interface Report {
  /** How often the handlers of each event ran to their end. */
  readonly runs: Readonly<Record<string, number>>;
  /** Person, owner before and owner after of each announcement. */
  readonly changes: [person: string, previous: string, current: string][];
  readonly takenBack: readonly string[];
  readonly failed: readonly string[];
  /** Of the people asked for. */
  readonly owners: Readonly<Record<string, string>>;
}

/** A delivery as Meta made it. */
export interface SignedDelivery {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** A process of the bot. */
export interface Worker {
  readonly url: string;
  /** The status of its answer; 0 where the connection broke. */
  deliver(delivery: SignedDelivery): Promise<number>;
  report(owners?: readonly string[]): Promise<Report>;
  /** Resolves once it has reached where it hangs. */
  readonly reached: Promise<void>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
}

const FILE = fileURLToPath(new URL('worker.ts', import.meta.url));

/** Starts a process of the bot, and resolves once it takes deliveries. It ends with this one. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const child = fork(FILE, { execArgv: ['--import', 'tsx'], env: { ...process.env, WORKER: JSON.stringify(options) } });
  const exited = once(child, 'exit');
  const reached = new Promise<void>((resolve) => {
    child.on('message', (message: object) => {
      if ('reached' in message) resolve();
    });
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { port } = await answer(child, 'port');
  return {
    url: `http://127.0.0.1:${port}/`,
    deliver: (delivery) => post(Number(port), agent, delivery),
    async report(owners = []) {
      const told = answer(child, 'runs');
      child.send({ owners });
      return (await told) as unknown as Report;
    },
    reached,
    async kill() {
      agent.destroy();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The next message of a process that has `field`. Rejects if it ends before. */
function answer(child: ChildProcess, field: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const hear = (message: Readonly<Record<string, unknown>>): void => {
      if (!(field in message)) return;
      child.off('message', hear);
      child.off('exit', ended);
      resolve(message);
    };
    const ended = (): void => reject(new Error(`a process of the bot ended before it told its ${field}`));
    child.on('message', hear);
    child.once('exit', ended);
  });
}

function post(port: number, agent: Agent, { body, headers }: SignedDelivery): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, agent, method: 'POST', path: '/', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    });
    sent.on('error', () => resolve(0));
    sent.end(body);
  });
}
