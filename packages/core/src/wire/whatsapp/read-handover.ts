import type { HandoverEvent, WireItem } from '../../events.ts';
import { idOf, isRecord, metadataOf, textOf } from '../json.ts';
import { summaryIn } from './content.ts';
import { defined } from './person.ts';
import { type Source, whatsappBase } from './whatsapp-base.ts';

/** True for the value of a change of owner. */
export function isHandover(value: WireItem): boolean {
  return blockOf(value) !== undefined;
}

/**
 * A change of owner. Every member of it may be missing; an older form names the previous owner by app id. A pass goes to the
 * new owner, and a take to the previous one. Source: WhatsApp docs, messaging_handovers webhook reference.
 *
 * @param source With a value for which {@link isHandover} is true.
 */
export function readHandover(source: Source): HandoverEvent {
  const { value } = source;
  const { kind, block } = blockOf(value) ?? { kind: 'pass_thread_control', block: {} };
  const sender = isRecord(value['sender']) ? value['sender'] : {};
  const named = { bsuid: sender['user_id'], phone: sender['phone_number'] ?? sender['wa_id'] };
  const before = isRecord(block['previous_owner']) ? block['previous_owner'] : {};
  const after = isRecord(block['new_owner']) ? block['new_owner'] : {};
  return {
    ...whatsappBase(kind, source, named),
    previousOwnerAppId: idOf(block['previous_owner_app_id']) ?? idOf(before['app_id']) ?? null,
    ...defined('newOwnerAppId', idOf(block['new_owner_app_id']) ?? idOf(after['app_id'])),
    ...defined('previousOwnerRole', roleOf(block, 'previous_owner', before)),
    ...defined('newOwnerRole', roleOf(block, 'new_owner', after)),
    ...metadataOf(block),
    ...summaryIn(block, value),
  };
}

function roleOf(block: WireItem, which: 'previous_owner' | 'new_owner', owner: WireItem): string | undefined {
  return textOf(block[`${which}_role`]) ?? textOf(block[`${which}_app_role`]) ?? textOf(owner['app_role']);
}

const KINDS = { control_passed: 'pass_thread_control', control_taken: 'take_thread_control' } as const;

/** The part that says what happened: by its key, since `type` may be missing, or the part. */
function blockOf(
  value: WireItem,
): { readonly kind: (typeof KINDS)[keyof typeof KINDS]; readonly block: WireItem } | undefined {
  for (const key of ['control_taken', 'control_passed'] as const) {
    const block = value[key];
    if (isRecord(block)) return { kind: KINDS[key], block };
  }
  const { type } = value;
  return type === 'control_passed' || type === 'control_taken' ? { kind: KINDS[type], block: {} } : undefined;
}
