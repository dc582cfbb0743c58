import type { ActionEntry, CallEntry, DeliveryEntry, TimelineEntry } from './timeline-entry.ts';

const MAX_TEXT = 60;
const DOERS = { agent: 'Agent', ai: "Meta's AI", settings: 'Page settings' };
/** Parameters whose values the line shows; of other parameters it shows only the name. */
const SHOWN_PARAMS = ['target_app_id', 'metadata', 'duration', 'sender_action', 'tag', 'persona_id', 'name', 'fields'];

/**
 * An entry of the timeline as one line for a terminal: time, sender and receiver, event, result, and the owner of the
 * thread, and the page if the entry names one. The timeline has no tokens or secrets, so the line has none; long texts are cut.
 */
export function formatTimelineEntry(entry: TimelineEntry): string {
  const time = new Date(entry.at).toISOString().slice(11, 23);
  const owner = 'owner' in entry ? `  [${entry.owner ? `owner: ${entry.owner.name}` : 'idle'}]` : '';
  const page = entry.page ? `${entry.page.name} on ${entry.page.platform}  ` : '';
  return oneLine(`${time}  ${page}${describe(entry)}${owner}`);
}

function describe(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'action':
      return describeAction(entry);
    case 'call':
      return describeCall(entry);
    case 'delivery':
      return describeDelivery(entry);
    case 'transition': {
      const [from, to] = [entry.from?.name ?? 'idle', entry.to?.name ?? 'idle'];
      const change = from === to ? `${to} keeps control` : `${from} -> ${to}`;
      return `** ${entry.person.name}'s thread: ${change} (${entry.cause})`;
    }
    case 'subscription':
      return `-- ${entry.app.name}: ${entry.state.replaceAll('_', ' ')}${entry.detail ? ` (${oneLine(entry.detail)})` : ''}`;
  }
}

function describeAction({ by, action, detail, person }: ActionEntry): string {
  const who = by === 'person' ? (person?.name ?? 'A person') : DOERS[by];
  const target = by !== 'person' && person ? ` -> ${person.name}` : '';
  const shown = Object.entries(detail)
    // A message id says nothing to a reader of the line.
    .filter(([name]) => name !== 'mid')
    .map(([name, value]) => (name === 'text' ? quote(value) : `${name} ${quote(value)}`));
  return `${who}${target}: ${[action, ...shown].join(' ')}`;
}

function describeCall({ app, method, path, params, status, error, fault, person }: CallEntry): string {
  // The call may have been refused, so its parameters may have any type.
  const message = (params['message'] ?? numberMessage(params)) as
    | { text?: unknown; attachment?: { type?: unknown } }
    | undefined;
  const control = params['thread_control'] as { control_type?: unknown; app_id?: unknown } | undefined;
  const parts = [
    ...(message
      ? [message.text === undefined ? `<${word(message.attachment?.type ?? 'attachment')}>` : quote(message.text)]
      : []),
    ...(control
      ? [`then ${word(control.control_type ?? 'release')}${control.app_id ? ` to ${word(control.app_id)}` : ''}`]
      : []),
    ...SHOWN_PARAMS.filter((name) => params[name] !== undefined).map((name) => `${name} ${quote(params[name])}`),
  ];
  const result = error
    ? `${status ?? 'no answer'} error ${error.code}${error.subcode === undefined ? '' : `/${error.subcode}`}`
    : String(status ?? 'no answer');
  const aim = person ? ` (${person.name})` : '';
  return `${app?.name ?? 'Unknown app'} -> Graph: ${method} ${oneLine(path)}${aim} ${parts.join(' ')} = ${result}${faultNote(fault)}`.replace(
    / {2,}/g,
    ' ',
  );
}

function describeDelivery({
  app,
  lane,
  event,
  body,
  attempt,
  status,
  problem,
  durationMs,
  fault,
}: DeliveryEntry): string {
  const text = textOf(body);
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  const result = status === null ? (problem ?? 'no answer') : `${status} in ${Math.round(durationMs)} ms`;
  return `Webhook -> ${app.name}: ${event} on ${lane}${text === undefined ? '' : ` ${quote(text)}`}${again} = ${result}${faultNote(fault)}`;
}

/** A message of a phone number in the form of a page's. */
function numberMessage({ type, text }: CallEntry['params']): unknown {
  if (typeof type !== 'string') return undefined;
  return type === 'text' ? { text: (text as { body?: unknown } | null)?.body } : { attachment: { type } };
}

/** Text of the first message in a delivery. */
function textOf(body: Record<string, unknown>): unknown {
  const [entry] = body['entry'] as { messaging?: unknown[]; standby?: unknown[]; changes?: unknown[] }[];
  const [item] = (entry?.messaging ?? entry?.standby ?? []) as { message?: { text?: unknown } }[];
  const [change] = (entry?.changes ?? []) as { value?: { messages?: unknown; message_echoes?: unknown } }[];
  const list = change?.value?.messages ?? change?.value?.message_echoes;
  const [message] = (Array.isArray(list) ? list : []) as { text?: { body?: unknown } }[];
  return item?.message?.text ?? message?.text?.body;
}

function faultNote(fault: string | undefined): string {
  return fault === undefined ? '' : ` {fault: ${fault}}`;
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `"${word(value)}"` : word(value);
}

/** A short value: text unchanged, anything else as JSON. */
function word(value: unknown): string {
  const text = oneLine(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}

/** Replaces control characters: a text must not move the terminal's cursor or change the direction of a line. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this removes them
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');
}
