import type {
  ActionEntry,
  CallEntry,
  DeliveryEntry,
  SubscriptionEntry,
  TimelineEntry,
  TransitionEntry,
} from '../sandbox.ts';
import { NO_APP } from '../state/parties.ts';
import { fieldsOf, listOf, textOf } from '../thread/wire-value.ts';
import { codeText, short, spanText } from '../words.ts';

/** A short remark after the words of an entry. */
export interface Remark {
  text: string;
  tone: 'plain' | 'ok' | 'warn' | 'danger';
}

/** One entry in words. */
export interface Description {
  /** What happened: `pass_thread_control`, `message`, `says`. */
  title: string;
  /** What it was about: a text, a target, a payload. */
  detail?: string;
  /** The detail says why something failed. It gets room before the remarks. */
  isReason?: boolean;
  remarks: readonly Remark[];
}

const MAX_DETAIL = 80;

/** What a person does, in words. Other actions keep their names. */
const deeds: Readonly<Record<string, string>> = {
  say: 'writes',
  tap: 'taps',
  react: 'reacts with',
  unreact: 'takes the reaction back',
  read: 'has read',
  receive: 'has received',
  edit: 'edits',
  unsend: 'takes back a message',
  'follow link': 'opens a link',
  'open link': 'opens the link',
  'click ad': 'clicks an ad',
  'start lead ad': 'starts a lead ad',
  'finish lead ad': 'ends a lead ad',
  'change number': 'changes the number',
  'change user id': 'gets a new user id',
  'hide phone': 'hides the number',
  'show phone': 'shows the number',
};

const doers = { agent: 'Agent', ai: 'Meta’s AI', settings: 'Settings' } as const;

const subscriptions: Readonly<Record<SubscriptionEntry['state'], string>> = {
  subscribed: 'Webhook subscribed',
  unsubscribed: 'Webhook unsubscribed',
  switched_off: 'Webhook switched off',
  verified: 'Webhook verified',
  not_verified: 'Webhook not verified',
};

const causes: Readonly<Record<TransitionEntry['cause'], string>> = {
  entry: 'a message',
  pass: 'pass',
  take: 'take',
  request: 'request',
  release: 'release',
  extend: 'extend',
  expiry: 'control expired',
  inbox: 'the inbox',
  human_agent: 'human agent tag',
  lead_ad: 'lead ad',
  ai: 'Meta’s AI',
  settings: 'settings',
};

/** Name of an app by its id. */
export type NameOf = (appId: string) => string;

/** Describes an entry for its row and for the inspector's heading. */
export function describe(entry: TimelineEntry, nameOf: NameOf): Description {
  switch (entry.kind) {
    case 'action':
      return describeAction(entry);
    case 'call':
      return describeCall(entry, nameOf);
    case 'delivery':
      return describeDelivery(entry);
    case 'transition':
      return describeTransition(entry);
    case 'subscription':
      return {
        title: subscriptions[entry.state],
        ...(entry.detail === undefined ? {} : { detail: short(entry.detail, MAX_DETAIL) }),
        ...(entry.state === 'not_verified' || entry.state === 'switched_off' ? { isReason: true } : {}),
        remarks: [],
      };
  }
}

function describeAction({ by, action, detail, person }: ActionEntry): Description {
  const text = ['text', 'title', 'payload', 'reaction'].map((name) => textOf(detail[name])).find(Boolean);
  const rest = Object.entries(detail)
    .filter(([name]) => name !== 'mid' && name !== 'emoji')
    .map(([name, value]) =>
      name === 'ms' && typeof value === 'number'
        ? spanText(value)
        : `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
  const words = text === undefined ? rest.join(', ') : `“${short(text, MAX_DETAIL)}”`;
  return {
    title: by === 'person' ? `${person?.name ?? ''} ${deeds[action] ?? action}` : `${doers[by]}: ${action}`,
    ...(words === '' ? {} : { detail: short(words, MAX_DETAIL) }),
    remarks: [],
  };
}

function describeCall({ method, path, params, status, error, fault }: CallEntry, nameOf: NameOf): Description {
  const message = fieldsOf(params['message']);
  const control = fieldsOf(params['thread_control']);
  const parts = [
    ...numberMessage(params),
    ...(textOf(message['text']) === undefined ? [] : [`“${short(textOf(message['text']) ?? '', MAX_DETAIL)}”`]),
    ...(message['attachment'] === undefined ? [] : [textOf(fieldsOf(message['attachment'])['type']) ?? '']),
    ...(textOf(params['target_app_id']) === undefined ? [] : [`to ${nameOf(textOf(params['target_app_id']) ?? '')}`]),
    ...['sender_action', 'metadata', 'duration', 'name', 'tag']
      .filter((name) => params[name] !== undefined)
      .map((name) => `${name} ${short(String(params[name]), 40)}`),
    ...(params['thread_control'] === undefined ? [] : [thenControl(control, nameOf)]),
  ];
  const failed = status === null || status >= 400;
  return {
    title: `${method === 'POST' ? '' : `${method} `}${path.split('/').at(-1) ?? path}`,
    ...(parts.length > 0 ? { detail: parts.join(' ') } : {}),
    remarks: [
      { text: status === null ? 'no answer' : String(status), tone: failed ? 'danger' : 'ok' },
      ...(error ? [{ text: codeText(error), tone: 'danger' } as const] : []),
      ...faultRemark(fault),
    ],
  };
}

/** What a call of a phone number says: a text, the type of another message, or a read receipt. */
function numberMessage(params: CallEntry['params']): string[] {
  if (params['status'] !== undefined)
    return [`${textOf(params['status']) ?? ''}${params['typing_indicator'] === undefined ? '' : ', typing'}`];
  const text = textOf(fieldsOf(params['text'])['body']);
  const type = textOf(params['type']);
  if (text !== undefined && (type === undefined || type === 'text')) return [`“${short(text, MAX_DETAIL)}”`];
  if (type === undefined) return [];
  const name = type === 'template' ? textOf(fieldsOf(params['template'])['name']) : undefined;
  return [name === undefined ? short(type, 40) : `${type} ${short(name, 40)}`];
}

/** The text of the message or echo in a change, or why a message failed. */
function changeText(body: DeliveryEntry['body']): string | undefined {
  const [change] = listOf(body['entry']).flatMap((one) => listOf(fieldsOf(one)['changes']));
  const value = fieldsOf(fieldsOf(change)['value']);
  const [item] = [...listOf(value['messages']), ...listOf(value['message_echoes'])].map(fieldsOf);
  const [error] = listOf(value['statuses'])
    .flatMap((one) => listOf(fieldsOf(one)['errors']))
    .map(fieldsOf);
  if (error) return `${String(error['code'])} ${textOf(error['title']) ?? ''}`;
  const text = textOf(fieldsOf(item?.['text'])['body']);
  return text === undefined ? undefined : `“${text}”`;
}

function describeDelivery(entry: DeliveryEntry): Description {
  const { event, lane, body, attempt, status, problem, fault, replayOf, nextAttemptAt } = entry;
  const [item] = listOf(body['entry'])
    .map(fieldsOf)
    .flatMap((one) => [...listOf(one['messaging']), ...listOf(one['standby'])])
    .map(fieldsOf);
  const said = textOf(fieldsOf(item?.['message'])['text']) ?? textOf(fieldsOf(item?.['postback'])['title']);
  const text = said === undefined ? changeText(body) : `“${said}”`;
  const failed = status === null || status < 200 || status >= 300;
  const detail = failed && problem !== undefined ? problem : text;
  return {
    title: event,
    ...(detail === undefined ? {} : { detail: short(detail, MAX_DETAIL) }),
    ...(failed && problem !== undefined ? { isReason: true } : {}),
    remarks: [
      ...(lane === 'messaging' ? [] : [{ text: lane, tone: 'warn' } as const]),
      // If there was no answer, the detail already says why.
      ...(status === null && problem !== undefined
        ? []
        : [
            {
              text: status === null ? 'no answer' : String(status),
              tone: failed ? 'danger' : 'ok',
            } as const,
          ]),
      ...(attempt > 1 ? [{ text: `attempt ${attempt}`, tone: 'warn' } as const] : []),
      ...(replayOf === undefined ? [] : [{ text: `replay of #${replayOf}`, tone: 'plain' } as const]),
      ...(nextAttemptAt === undefined ? [] : [{ text: 'will retry', tone: 'warn' } as const]),
      // The problem often names the fault already.
      ...(problem === undefined ? faultRemark(fault) : []),
    ],
  };
}

function describeTransition({ person, from, to, cause }: TransitionEntry): Description {
  const [before, after] = [from?.name ?? NO_APP.name, to?.name ?? NO_APP.name];
  return {
    title: from?.id === to?.id ? `${after} keeps control` : `${before} → ${after}`,
    detail: `${person.name}’s thread: ${causes[cause]}`,
    remarks: [],
  };
}

function thenControl(control: Record<string, unknown>, nameOf: NameOf): string {
  const app = textOf(control['app_id']);
  return `then ${textOf(control['control_type']) ?? 'release'}${app === undefined ? '' : ` to ${nameOf(app)}`}`;
}

function faultRemark(fault: string | undefined): Remark[] {
  return fault === undefined ? [] : [{ text: `fault: ${fault}`, tone: 'warn' }];
}
