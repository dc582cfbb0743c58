import { isOptionError, kindOf } from '../errors.ts';
import { saysRoutingOff } from './routing-modes.ts';
import type { ThreadCore } from './thread-core.ts';

/** Kinds by which Meta refuses what the page's mode, its roles or its toggles do not allow. */
const BY_RULES: ReadonlySet<string | undefined> = new Set(['permission', 'invalid', 'no_role', 'routing_off']);

/** Whether the page's routing may explain a refusal. The person, the window, the target or the connection have other kinds. */
export function isByRules(error: unknown): boolean {
  return saysRoutingOff(error) || (BY_RULES.has(kindOf(error)) && !isOptionError(error));
}

/**
 * Whether a call was refused because the page has no routing: by the refusal's own words, else by asking Meta now. With a
 * fixed option `routing` the answer counts for this call only.
 */
export async function turnsOutOff(core: ThreadCore, error: unknown): Promise<boolean> {
  if (saysRoutingOff(error)) return true;
  if (!isByRules(error)) return false;
  return (await core.context.modes.readAgain(core.page))?.mode === 'off';
}
