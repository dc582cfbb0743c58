import { asError, HandoverError, kindOf } from '../errors.ts';
import type { CallResult, RoutingStatus } from '../ports.ts';
import { checkBy, checkMetadata, checkWait } from './arguments.ts';
import { isByRules, turnsOutOff } from './routing-doubt.ts';
import { saysRoutingOff } from './routing-modes.ts';
import type { MetadataOptions, RegainOptions } from './thread.ts';
import type { ThreadCore } from './thread-core.ts';

/** Takes the thread; one that is ours already counts as taken. */
export async function take(core: ThreadCore, options: MetadataOptions, by?: string): Promise<CallResult> {
  try {
    return await core.control((graph) => graph.takeThreadControl(core.userId, options), {
      owner: { says: 'app', appId: core.context.appId },
      by,
    });
  } catch (error) {
    if (kindOf(error) !== 'already_owner') throw error;
    return core.noteOwnership(error);
  }
}

/** `thread.regain`. */
export async function regain(
  core: ThreadCore,
  { waitMs = 0, by, ...rest }: RegainOptions,
): Promise<'owned' | 'requested'> {
  checkWait(waitMs);
  checkMetadata(rest.metadata);
  checkBy(by);
  await core.client();
  if ((await core.known()).owner.kind === 'self') return 'owned';
  const routing = await core.context.modes.get(core.page);
  if (routing?.mode !== 'off' || routing.isGuess) {
    try {
      await take(core, rest, by);
      return 'owned';
    } catch (error) {
      if (!(await isToBeAsked(core, error, routing))) throw takeRefused(error);
    }
  }
  return requestAndWait(core, rest, waitMs);
}

/** Asks the owner for the thread. Success means asked, not granted. */
export function request(core: ThreadCore, options: MetadataOptions): Promise<CallResult> {
  return core.step('request', options.metadata, async () => {
    const graph = await core.client();
    await core.run?.mayCall({ inHold: true });
    return graph.requestThreadControl(core.userId, options);
  });
}

/** Asks the owner for the thread, then waits up to `waitMs` for the grant. */
async function requestAndWait(
  core: ThreadCore,
  options: MetadataOptions,
  waitMs: number,
): Promise<'owned' | 'requested'> {
  const watch = core.context.lanes.watch(core.key);
  try {
    await request(core, options);
    if (waitMs > 0) await watch.first((event) => event.kind === 'pass_thread_control', waitMs, options.signal);
  } catch (error) {
    if (kindOf(error) !== 'already_owner') {
      // With routing on Meta refuses requests. Knowing that, the next call takes the thread.
      if (isByRules(error)) await core.context.modes.readAgain(core.page);
      throw error;
    }
    await core.noteOwnership(error);
  } finally {
    watch.stop();
  }
  return (await core.known()).owner.kind === 'self' ? 'owned' : 'requested';
}

/** Whether to ask for the thread after a refused take: routing is off, or the page has the roles of 2021-25. */
async function isToBeAsked(core: ThreadCore, error: unknown, believed: RoutingStatus | undefined): Promise<boolean> {
  if (saysRoutingOff(error)) return true;
  if (!isTakeRefusal(error)) return false;
  if (believed?.mode === 'primary') return true;
  // While off is a guess, only Meta's own words prove it: the app may just lack the right to take.
  return believed?.mode !== 'off' && (await turnsOutOff(core, error));
}

function isTakeRefusal(error: unknown): boolean {
  return isByRules(error) || kindOf(error) === 'not_owner';
}

function takeRefused(error: unknown): unknown {
  if (!isTakeRefusal(error)) return error;
  return new HandoverError(
    'no_take_right',
    'Meta refused to let this app take the thread: allow it under Page settings, Conversation Routing, "take control of conversations"',
    { cause: asError(error) },
  );
}
