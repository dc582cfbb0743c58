import type { TimelineEntry } from '../src/timeline-entry.ts';
import type { ControlCall } from './state/model.ts';
import type { Folder } from './state/place.ts';

type Routing = 'on' | 'off' | 'primary';

const noApp = 'No app';

const callNames: Record<ControlCall, string> = {
  pass: 'Pass',
  take: 'Take',
  request: 'Request',
  release: 'Release',
  extend: 'Extend',
};

const past: Record<ControlCall, string> = {
  pass: 'passed the thread',
  take: 'took the thread',
  request: 'requested the thread',
  release: 'released the thread',
  extend: 'extended its control',
};

const did: Readonly<Record<string, string>> = {
  say: 'writes',
  tap: 'taps',
  react: 'reacts with',
  unreact: 'takes the reaction back',
  read: 'has read',
  receive: 'has received',
  edit: 'edits',
  unsend: 'takes back a message',
  'follow link': 'opens a link',
  'click ad': 'clicks an ad',
  'start lead ad': 'starts a lead ad',
  'finish lead ad': 'ends a lead ad',
};

function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function code(number: number, subcode: number | undefined): string {
  return subcode === undefined ? `code ${number}` : `code ${number}, subcode ${subcode}`;
}

/** Every text of the page that is not the sandbox's own data. */
export const texts = {
  product: 'Handover',
  productRest: 'sandbox',
  skip: 'Skip to the panes',
  loading: 'Loading the sandbox…',
  noApp,
  quoted: (text: string): string => `“${text}”`,

  panes: { label: 'Panes', messenger: 'Messenger', inbox: 'Inbox', timeline: 'Timeline' },
  theme: { dark: 'Use the dark theme', light: 'Use the light theme' },
  connection: {
    label: 'Connection',
    lost: 'No connection to the sandbox. This page may be out of date; it reconnects automatically.',
  },
  trouble: {
    dismiss: 'Dismiss the message',
    away: 'The sandbox does not answer. Is it still running?',
    late: 'The sandbox did not answer within a minute.',
    odd: 'The sandbox sent an answer that is not JSON',
    noClipboard: 'This browser allows copying only over HTTPS and on loopback addresses.',
    status: (status: number): string => `The sandbox answered ${status} without a message.`,
    read: (message: string): string => `The sandbox could not be read: ${message}`,
    other: (message: string): string => `That did not work: ${message}`,
  },

  routing: {
    title: 'Routing',
    mode: 'Conversation Routing',
    badge: { on: 'Routing on', off: 'Routing off', primary: 'Primary receiver' } as Record<Routing, string>,
    open: (routing: Routing): string =>
      `${{ on: 'Routing on', off: 'Routing off', primary: 'Primary receiver' }[routing]}: open the settings`,
    name: { on: 'On', off: 'Off', primary: 'Primary and secondary receivers (2021-25)' } as Record<Routing, string>,
    defaultApp: { on: 'Default app', off: 'Default app (used with routing on)', primary: 'Primary Receiver' } as Record<
      Routing,
      string
    >,
    defaultBadge: { on: 'default', off: 'default if on', primary: 'primary' } as Record<Routing, string>,
    meaning: {
      on: 'Routing on: a message in an idle thread goes to the default app, and only the owner may send.',
      off: 'Routing off: every app may send in an idle thread. A request or a pass gives it an owner; no app can take it.',
      primary: 'Primary receiver: an idle thread goes to the Primary. Only the Primary may take; other apps request.',
    } as Record<Routing, string>,
  },

  owner: {
    label: 'Thread control',
    noThread: (customer: string): string => `There is no thread yet. Add a person in ${customer}.`,
    owns: (person: string): string => `owns ${person}’s thread`,
    idleIn: 'Idle in',
    until: (moment: string): string => moment,
    /** Accessible name of a thread. On screen a shape shows the owner. */
    of: (person: string, owner: string): string => `${person}, owner: ${owner}`,
    whileIdle: (routing: Routing, defaultApp: string): string =>
      routing === 'off' ? 'Idle: every app may answer' : `Idle: the next message goes to ${defaultApp}`,
    controls: 'Calls of the apps',
  },
  calls: {
    passTo: 'Pass to',
    extendBy: 'Extend by',
    metadata: 'Metadata',
    duration: (seconds: number): string =>
      seconds < 86_400
        ? plural(seconds / 3600, 'hour')
        : `${plural(seconds / 86_400, 'day')}${seconds > 604_800 ? ' (too long)' : ''}`,
    group: (app: string): string => `${app}: thread control`,
    names: callNames,
    result: 'Result of the last call',
    dismiss: 'Dismiss the result',
    done: (app: string, call: ControlCall, status: number): string => `${app} ${past[call]}. Graph answered ${status}.`,
    refused: (app: string, call: ControlCall): string => `Meta refused ${app}’s ${call}:`,
    failed: (app: string, call: ControlCall): string => `${app}’s ${call} has no result:`,
    code,
  },

  customer: {
    what: 'what the customer sees',
    noPeople: 'No people yet. Add a person with the plus button above.',
    people: 'People',
    more: (count: number): string => `${count} more in the inbox`,
    add: 'Add a person',
    name: 'Name',
    addButton: 'Add',
    log: (name: string): string => `${name}’s messages`,
    composer: (name: string): string => `Write as ${name}`,
    send: (name: string): string => `Send as ${name}`,
    getStarted: 'Get Started',
    quickReplies: 'Quick replies',
    ownData: (type: string): string =>
      ({ user_phone_number: 'My phone number', user_email: 'My email address' })[type] ?? 'Answer',
    image: 'Image',
    images: 'Images',
    sendImage: (title: string): string => `Send the image: ${title}`,
    link: 'Link or ad',
    openLink: 'Open link',
    clickAd: (id: string): string => `Click ad ${id}`,
    leadAd: 'Click a lead ad',
    leadAdEnd: 'End its questions',
    markRead: 'Mark as seen',
  },
  messages: {
    none: {
      person: 'No messages yet. Write as the customer. Many bots hand over when the customer writes “human”.',
      agent: 'No messages yet.',
    },
    dayAndTime: (day: string, time: string): string => `${day}, ${time}`,
    typing: (name: string): string => `${name} is typing`,
    seen: 'Seen',
    readBy: (name: string): string => `Seen by ${name}`,
    edited: 'Edited',
    automatic: 'Meta’s automation',
    unsend: 'Unsend',
    unsent: 'Unsent message',
    image: 'Image',
    media: (type: string): string => (type === '' ? 'An attachment' : `An attachment: ${type}`),
    template: (type: string): string => `A template: ${type}`,
    cards: 'Cards',
    button: 'Button',
  },
  reactions: {
    react: 'React',
    label: 'Reactions',
    name: (name: string): string =>
      ({ love: 'Love', smile: 'Smile', wow: 'Wow', sad: 'Sad', angry: 'Angry', like: 'Like', dislike: 'Dislike' })[
        name
      ] ?? name,
    has: (names: string): string => `Reaction: ${names}`,
  },

  inbox: {
    what: 'what the human agents see',
    folders: 'Folders',
    folder: { main: 'Main', done: 'Done', spam: 'Spam' } as Record<Folder, string>,
    folderName: (folder: Folder, count: number): string =>
      `${{ main: 'Main', done: 'Done', spam: 'Spam' }[folder]} ${plural(count, 'conversation')}`,
    unread: 'unread',
    empty: {
      main: 'No conversation waits for an agent.',
      done: 'No conversation is done.',
      spam: 'No spam.',
    } as Record<Folder, string>,
    conversations: 'Conversations',
    page: 'Page',
    noMessages: 'No messages yet',
    nothingOpen: 'No conversation is open.',
    tools: (name: string): string => `Conversation with ${name}`,
    log: (name: string): string => `Conversation with ${name}`,
    composer: (name: string): string => `Reply to ${name} as an agent`,
    send: (name: string): string => `Send to ${name} as an agent`,
    read: 'Mark as read',
    done: 'Done',
    move: 'Move to Main',
    spam: 'Move to Spam',
    ai: 'Meta’s AI',
    aiGroup: (name: string): string => `Meta’s AI with ${name}`,
    aiText: 'What Meta’s AI says',
    aiSay: 'Answer',
    aiTake: 'Take the thread',
    aiRelease: 'Release the thread',
    effect(routing: Routing, owns: boolean, doneMeans: string): string {
      if (owns) {
        const passes = doneMeans === 'pass' || (doneMeans === 'by-routing' && routing === 'primary');
        if (passes) return `Done passes the thread to the ${routing === 'primary' ? 'Primary' : 'default app'}.`;
        return routing === 'off'
          ? 'Done releases the thread: it is idle, and every app may answer.'
          : 'Done releases the thread: it is idle, and the default app gets the next message.';
      }
      return {
        on: 'A reply takes control, and so does Move to Main. Done and Spam only change the folder.',
        off: 'A reply takes control. Done, Move to Main and Spam only change the folder.',
        primary: 'A reply takes control; Move to Main asks the Primary for it. Done and Spam only change the folder.',
      }[routing];
    },
  },

  timeline: {
    label: 'Timeline entries',
    count: (shown: number, all: number): string =>
      shown === all ? plural(all, 'entry', 'entries') : `${shown} of ${plural(all, 'entry', 'entries')}`,
    pause: 'Pause',
    follow: (newer: number): string => (newer > 0 ? `Follow, ${newer} new` : 'Follow'),
    empty: (filtered: boolean): string =>
      filtered ? 'No entry matches the filter.' : 'No entries yet. Write a message as a person.',
    people: 'People',
    page: 'Page',
    noAnswer: 'no answer',
    attempt: (attempt: number): string => `attempt ${attempt}`,
    replayed: (seq: number): string => `replay of #${seq}`,
    willRepeat: 'will retry',
    fault: (fault: string): string => `fault: ${fault}`,
    to: (app: string): string => `to ${app}`,
    thenControl: (type: string, app: string | undefined): string =>
      `then ${type}${app === undefined ? '' : ` to ${app}`}`,
    moves: (from: string, to: string): string => `${from} → ${to}`,
    because: (person: string, cause: string): string => `${person}’s thread: ${cause}`,
    keeps: (owner: string): string => `${owner} keeps control`,
    cause: {
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
    } as Record<Extract<TimelineEntry, { kind: 'transition' }>['cause'], string>,
    subscription: {
      subscribed: 'subscribed',
      unsubscribed: 'unsubscribed',
      switched_off: 'switched off',
      verified: 'verified',
      not_verified: 'not verified',
    } as Record<Extract<TimelineEntry, { kind: 'subscription' }>['state'], string>,
    webhookOf: (app: string): string => `Webhook of ${app}`,
    did: (action: string): string => did[action] ?? action,
    doer: {
      agent: (action: string): string => `Agent: ${action}`,
      ai: (action: string): string => `Meta’s AI: ${action}`,
      settings: (action: string): string => `Settings: ${action}`,
    },
    /** Who caused an entry, in words for screen readers. On screen the arrow shows it. */
    who(entry: TimelineEntry): string {
      switch (entry.kind) {
        case 'action':
          return 'Action';
        case 'call':
          return `Call of ${entry.app?.name ?? 'an unknown app'}`;
        case 'delivery':
          return `Delivery to ${entry.app.name}`;
        case 'transition':
          return `Control of ${entry.person.name}’s thread`;
        case 'subscription':
          return 'Webhook';
      }
    },
  },
  filter: {
    label: 'Filter of the timeline',
    text: 'Find in the timeline',
    placeholder: 'Find',
    person: 'Thread of',
    everybody: 'Everybody',
    app: 'App',
    allApps: 'All apps',
    kinds: 'Kinds of entries',
    kind: {
      action: 'Actions',
      call: 'Calls',
      delivery: 'Deliveries',
      transition: 'Control',
      subscription: 'Webhooks',
    } as Record<TimelineEntry['kind'], string>,
  },
  inspector: {
    label: 'Inspector',
    close: 'Close the inspector',
    curl: 'Copy as curl',
    copied: 'Copied',
    replay: 'Replay delivery',
    detail: 'Details of the entry',
    headers: 'Headers',
    bytes: 'Signed bytes',
    raw: 'Entry as JSON',
    facts: {
      time: 'time',
      person: 'person',
      owner: 'owner',
      app: 'app',
      request: 'request',
      status: 'status',
      error: 'error',
      lane: 'lane',
      field: 'field',
      attempt: 'attempt',
      duration: 'answered in',
      next: 'next attempt',
      expires: 'control ends',
    },
  },
  session: {
    file: 'handover-session.json',
    export: 'Export the session',
    import: 'Import a session',
    choose: 'Session file',
  },

  settings: {
    title: 'Settings',
    close: 'Close the settings',
    reset: 'Reset',
    resetWhat:
      'Resets the sandbox to its start: no people, no messages, no timeline, and the clock as it was at the start. Webhooks stay. Restart your bot with an empty store: it may remember events from a later time.',
    resetButton: 'Reset the sandbox',
    resetSure: 'Yes, delete everything',
    cancel: 'Cancel',
  },
  apps: {
    title: 'Apps',
    group: (name: string): string => `Settings of ${name}`,
    switches: {
      canTake: 'May take control',
      standby: 'Gets the standby channel',
      humanAgent: 'Has the Human Agent feature',
    },
    health: { ok: 'subscribed', failing: 'webhook fails', off: 'switched off' },
    webhook: 'Webhook',
    save: 'Save',
    verify: 'Verify',
    checking: 'Handshake in progress…',
    verified: 'The webhook answered the handshake.',
    notVerified: (problem: string): string => `Saved, but ${problem}.`,
    test: 'Test button of the dashboard',
    testButton: 'Test',
    tested: (status: number | null, problem: string | undefined): string =>
      status === null
        ? `The webhook did not answer the test: ${problem ?? ''}.`
        : `The webhook answered the test with ${status}.`,
    fields: (count: number): string => `Subscribed fields: ${count}`,
  },
  quirks: {
    title: 'Quirks',
    what: 'Behaviour that Meta does not document clearly. The README explains each quirk.',
  },
  clock: {
    label: 'Clock of the sandbox',
    minute: '+1 min',
    minuteName: 'Advance the clock: +1 min',
    hour: '+1 h',
    hourName: 'Advance the clock: +1 h',
    day: '+1 day',
    dayName: 'Advance the clock: +1 day',
    title: 'Clock',
    what: 'It drives thread control, the messaging window and delivery retries. It is now',
    own: 'A bot in another process has its own clock, so “+1 h” does not fire its timers. To make it follow this clock, give it sandboxClock(GRAPH_URL) from @handover/sandbox.',
    amount: 'Amount',
    unit: 'Unit',
    units: { minutes: 'minutes', hours: 'hours', days: 'days' },
    advance: 'Advance the clock',
  },
  faults: {
    title: 'Faults',
    what: 'Faults for the next deliveries and calls. A delay lasts one minute of the sandbox’s clock.',
    form: { deliveries: 'Next deliveries', calls: 'Next Graph calls' },
    deliveryKind: {
      fail: 'fail: does not arrive',
      hang: 'hang: the answer comes too late',
      drop: 'drop: never sent',
      delay: 'delay: waits a minute',
      duplicate: 'duplicate: sent twice',
      reorder: 'reorder: two in reverse order',
      batch: 'batch: two in one request',
    } as Readonly<Record<string, string>>,
    callKind: {
      fail: 'fail: an error from Meta',
      delay: 'delay: waits a minute',
      hangUp: 'hang up: no answer',
    } as Readonly<Record<string, string>>,
    app: 'App',
    anyApp: 'Any',
    times: 'Times',
    code: 'Error code',
    codeExample: '613/2018338',
    add: 'Set',
    set: { deliveries: 'Set the fault for deliveries', calls: 'Set the fault for calls' },
    waiting: 'Pending faults',
    none: 'No fault is set.',
    clear: 'Clear faults',
    delivery: (kind: string, times: number, app: string | undefined): string =>
      `${kind} ${plural(times, 'delivery', 'deliveries')}${app === undefined ? '' : ` to ${app}`}`,
    call: (kind: string, times: number, app: string | undefined): string =>
      `${kind} ${plural(times, 'call')}${app === undefined ? '' : ` of ${app}`}`,
  },
} as const;
