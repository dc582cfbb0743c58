import type { Clock, HandoverClient, RoutingMode, ThreadOwnerResult } from '@handover/core';

/** A client that records its calls and answers by script. The story tests use the sandbox as the real Graph. */
export interface ScriptedClient extends HandoverClient {
  /** Name and arguments of every call, in order, without signals. */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[];
  /** Makes the next call of `name` reject with an error that has these fields. */
  refuse(name: string, fields: Record<string, unknown>): void;
  /** Runs `work` during the next call of `name`, before its answer. */
  during(name: string, work: () => unknown): void;
  owner: ThreadOwnerResult;
  mode: RoutingMode | Error;
}

export function scriptedClient(clock: Clock): ScriptedClient {
  const calls: { name: string; args: readonly unknown[] }[] = [];
  const scripts = new Map<string, (() => unknown)[]>();
  let sent = 0;

  async function answer<Result>(name: string, args: readonly unknown[], result: () => Result): Promise<Result> {
    calls.push({ name, args });
    await scripts.get(name)?.shift()?.();
    return result();
  }

  function script(name: string, work: () => unknown): void {
    scripts.set(name, [...(scripts.get(name) ?? []), work]);
  }

  const at = (): { at: number } => ({ at: Math.floor(clock.now() / 1000) * 1000 });
  const client: ScriptedClient = {
    calls,
    owner: { state: 'idle' },
    mode: 'on',
    refuse(name, fields) {
      script(name, () => {
        throw Object.assign(new Error('(#10) refused by script'), { name: 'GraphError', ...fields });
      });
    },
    during: script,
    passThreadControl: (...args) => answer('passThreadControl', args, at),
    takeThreadControl: (...args) => answer('takeThreadControl', args, at),
    requestThreadControl: (...args) => answer('requestThreadControl', args, at),
    releaseThreadControl: (...args) => answer('releaseThreadControl', args, at),
    extendThreadControl: (...args) => answer('extendThreadControl', args, at),
    getThreadOwner: (...args) => answer('getThreadOwner', args, () => ({ ...client.owner, ...at() })),
    getRoutingMode: (...args) =>
      answer('getRoutingMode', args, () => {
        if (client.mode instanceof Error) throw client.mode;
        return client.mode;
      }),
    sendMessage: (...args) =>
      answer('sendMessage', args, () => {
        sent += 1;
        return { messageId: `m_sent${sent}`, ...at() };
      }),
    sendAction: (...args) => answer('sendAction', args, at),
  };
  return client;
}
