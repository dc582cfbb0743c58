import { isInvalidArgument, kindOf } from '../errors.ts';
import { saysRoutingOff } from '../ownership/routing-modes.ts';
import type { ThreadCore } from './thread-core.ts';

/** Kinds by which Meta refuses what the page's mode, its roles or its toggles do not allow. */
const BY_RULES: ReadonlySet<string | undefined> = new Set(['permission', 'invalid', 'no_role', 'routing_off']);

/** Whether a refusal may come of the page's routing: none of the person, the window, the target or the connection. */
export function isByRules(error: unknown): boolean {
  return saysRoutingOff(error) || (BY_RULES.has(kindOf(error)) && !isInvalidArgument(error));
}

/**
 * Whether a refused call was refused since the page has no routing: by what the refusal says, else by Meta's answer now.
 * With a mode that the option `routing` fixes, this counts for the call at hand alone.
 */
export async function turnsOutOff(core: ThreadCore, error: unknown): Promise<boolean> {
  if (saysRoutingOff(error)) return true;
  if (!isByRules(error)) return false;
  return (await core.context.modes.readAgain(core.page))?.mode === 'off';
}
