import type { Entry, Item, Received } from '@handover/test-support/webhook';

type EntryWithCalls = Entry & { readonly calls?: Item[] };

/**
 * Each item of a delivery as the reference writes it: lane, person and content.
 *
 * @param unsent Labels of unsent messages, by their ids, because their texts are gone.
 */
export function deliveredLines({ body }: Received, unsent: ReadonlyMap<string, string>): string[] {
  return body.entry.flatMap(({ messaging = [], standby = [], changes = [], calls = [] }: EntryWithCalls) => [
    ...messaging.map((item) => `messaging ${lineOf(item, unsent)}`),
    ...standby.map((item) => `standby ${lineOf(item, unsent)}`),
    ...changes.map(({ field, value }) => `changes ${field} ${lineOf(value, unsent).replace(' message', '')}`),
    ...calls.map((item) => `entry calls ${String(item['id'])}`),
  ]);
}

function lineOf(item: Item, unsent: ReadonlyMap<string, string>): string {
  const { sender, recipient, message, postback, referral } = item as Record<string, Record<string, unknown>>;
  const via = viaOf((message ?? postback)?.['referral'] ?? referral);
  const takenBack = message?.['is_deleted'] === true ? `unsent ${unsent.get(String(message['mid']))}` : undefined;
  if (message?.['is_echo'] === true) {
    const label = takenBack ?? message['metadata'] ?? message['text'];
    return `${String(recipient?.['id'])} echo of ${String(message['app_id'])}: ${String(label)}`;
  }
  const userId = String(sender?.['id']);
  if (message) return `${userId} message ${takenBack ?? String(message['text'])}${via}`;
  if (postback) return `${userId} postback ${String(postback['payload'] ?? '-')}${via}`;
  if (referral) return `${userId} referral${via}`;
  return controlLine(item, userId);
}

function controlLine(item: Item, userId: string): string {
  const parts = item as Record<string, Record<string, unknown>>;
  const { reaction, app_roles: roles, request_thread_control: request } = parts;
  if (reaction) return `${userId} reaction ${String(reaction['reaction'])}`;
  if (roles)
    return `roles ${Object.entries(roles)
      .map(([id, list]) => `${id} ${String(list)}`)
      .join(', ')}`;
  const note = (part: Record<string, unknown>): string => String(part['metadata'] ?? '-');
  if (request) return `${userId} request by ${String(request['requested_owner_app_id'])} ${note(request)}`;
  for (const name of ['pass', 'take']) {
    const part = parts[`${name}_thread_control`];
    if (part) {
      const { previous_owner_app_id: from, new_owner_app_id: to } = part;
      const seconds = Number(item['timestamp']) < 1e11 ? ' in seconds' : '';
      return `${userId} ${name} ${String(from)} > ${String(to)} ${note(part)}${seconds}`;
    }
  }
  return `${userId} ${Object.keys(item).join(' ')}`;
}

function viaOf(referral: unknown): string {
  if (typeof referral !== 'object' || referral === null) return '';
  const { ref, ad_id: adId } = referral as { ref?: string; ad_id?: string };
  return ` via ${String(ref ?? adId)}`;
}
