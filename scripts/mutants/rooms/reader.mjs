const EVENTS = 'packages/core/src/wire/read-events.ts';
const ITEM = 'packages/core/src/wire/read-item.ts';
const BASE = 'packages/core/src/wire/event-base.ts';
const MESSAGE = 'packages/core/src/wire/read-message.ts';
const OPTIN = 'packages/core/src/wire/read-optin.ts';
const REFERRAL = 'packages/core/src/wire/referral-of.ts';
const WALK = 'packages/core/src/wire/walk.ts';
const FORWARD = 'packages/core/src/wire/forward.ts';
const TESTS = 'packages/core/src/delivery/dashboard-tests.ts';
const VALUES = 'packages/core/src/wire/wire-values.ts';
const JSON_TEXT = 'packages/core/src/wire/parse-json.ts';
const PREFIX = 'packages/core/src/wire/prefix.ts';
const readerTest = 'packages/core/test/read-events.test.ts';
const propertiesTest = 'packages/core/test/properties/reader.test.ts';
const partsTest = 'packages/core/test/read-parts.test.ts';
const entriesTest = 'packages/core/test/entries.test.ts';
const endsTest = 'packages/core/test/ends.test.ts';
const idsTest = 'packages/core/test/event-ids.test.ts';
const unsendsTest = 'packages/core/test/unsends.test.ts';
const forwardTest = 'packages/core/test/forward.test.ts';
const dashboardTest = 'packages/core/test/dashboard-tests.test.ts';
const deliveriesTest = 'packages/core/test/deliveries.test.ts';
const hostileTest = 'packages/core/test/hostile-bytes.test.ts';

/** Bytes in, events out: none lost, none mislabelled. */
export const reader = [
  {
    file: WALK,
    find: "key === 'messaging' || key === 'standby' || key === 'changes' ? key : 'field'",
    replace: "key === 'messaging' || key === 'changes' ? key : 'field'",
    breaks: 'What comes on standby is a change, and no message.',
    tests: [readerTest],
  },
  {
    file: WALK,
    find: 'else if (isRecord(value)) parts.push({ role: roleOf(key), key, keys: [key], items: [value], isList: false });',
    replace: '',
    breaks: 'One item that is no list is lost.',
    tests: [readerTest],
  },
  {
    file: EVENTS,
    find: "idOf(entry['id']) ?? ''",
    replace: "''",
    breaks: 'An item without ends belongs to no page.',
    tests: [readerTest],
  },
  {
    file: EVENTS,
    find: 'time: givenTime ?? now,',
    replace: 'time: now,',
    breaks: 'An item without a time is dated to when it came, so that a late one looks new.',
    tests: [readerTest],
  },
  {
    file: EVENTS,
    find: "field === 'standby' ? 'standby' : 'messaging'",
    replace: "'messaging'",
    breaks: 'What changes bring of standby may be answered.',
    tests: [readerTest, propertiesTest],
  },
  {
    file: EVENTS,
    find: "context, change);\n      if (event.kind !== 'unknown') return event;",
    replace: 'context, change);\n      return event;',
    breaks: 'A change that only looks like an item loses its field and its value.',
    tests: [readerTest, propertiesTest],
  },
  {
    file: EVENTS,
    find: "body['object'] === 'page' ? 'messenger' : 'instagram'",
    replace: "'messenger'",
    breaks: 'Threads of Instagram are taken for threads of Messenger.',
    tests: [readerTest],
  },
  {
    file: EVENTS,
    find: "if (!Array.isArray(body['entry'])) {",
    replace: "if (body['entry'] === undefined) {",
    breaks: 'A body whose entry is no list is not refused as one.',
    tests: [readerTest],
  },
  {
    file: ITEM,
    find: 'const part = item[key];',
    replace: "const part = item['message'] ?? item[key];",
    breaks: 'A pass that comes together with a message is taken for the message alone.',
    tests: [readerTest],
  },
  {
    file: BASE,
    find: '`${pageId}:${lane}:${kind}:',
    replace: '`${pageId}:${kind}:',
    breaks: 'A message that comes on standby and then again to answer is taken for a repeat.',
    tests: [readerTest],
  },
  {
    file: BASE,
    find: "digest('base64url').slice(0, 22)",
    replace: "digest('base64url').slice(0, 1)",
    breaks: 'Different items without a message id are taken for repeats of one.',
    tests: [readerTest, propertiesTest],
  },
  {
    file: BASE,
    find: "return JSON.stringify([Object.keys(raw), raw['timestamp'], endsOf(raw)]);",
    replace: "throw new RangeError('nested too deep');",
    breaks: 'An item that is nested deep fails the whole delivery.',
    tests: [readerTest, hostileTest],
  },
  {
    file: MESSAGE,
    find: "isTrue(part['ai_generated']) || ",
    replace: '',
    breaks: "Meta's automation is taken for a person who answers.",
    tests: [readerTest],
  },
  {
    file: MESSAGE,
    find: "if (appId === context.appId) return 'self';",
    replace: '',
    breaks: 'Our own echo is taken for another app.',
    tests: [readerTest],
  },
  {
    file: MESSAGE,
    find: "inboxOf(appId) === undefined ? 'app' : 'inbox'",
    replace: "'app'",
    breaks: 'People in the inbox are taken for an app.',
    tests: [readerTest],
  },
  {
    file: ITEM,
    find: "idOf(part['previous_owner_app_id']) ?? null",
    replace: "part['previous_owner_app_id'] === undefined ? null : String(part['previous_owner_app_id'])",
    breaks: 'An owner that is null gets the name "null".',
    tests: [readerTest],
  },
  {
    file: ITEM,
    find: "if (Array.isArray(list)) roles.push([appId, list.filter((role) => typeof role === 'string')]);",
    replace: "roles.push([appId, (list as unknown[]).filter((role) => typeof role === 'string')]);",
    breaks: 'Roles that are no list fail the whole delivery.',
    tests: [readerTest, propertiesTest, hostileTest],
  },
  {
    file: MESSAGE,
    find: '(appId !== undefined && context.aiAppIds.has(appId))',
    replace: 'false',
    breaks: "Meta's Business AI is taken for another app, and pauses the bot.",
    tests: [readerTest],
  },
  {
    file: MESSAGE,
    find: "if (isTrue(part['is_deleted'])) return readUnsend(part, source, isEcho ? 'echo' : 'message');",
    replace: '',
    breaks: 'An unsend is a message, which the bot answers.',
    tests: [unsendsTest, idsTest],
  },
  {
    file: VALUES,
    find: 'return isMarkedEcho(item)',
    replace: 'return !item',
    breaks: 'On echoes page and person are mixed up.',
    tests: [endsTest],
  },
  {
    file: VALUES,
    find: 'time < SECONDS_BELOW ? time * 1000 : time',
    replace: 'time',
    breaks: 'A time in seconds lies in January 1970.',
    tests: [readerTest],
  },
  {
    file: VALUES,
    find: "if (flag === true || flag === 'true') return true;",
    replace: 'if (flag === true) return true;',
    breaks: 'An echo whose mark is a text is taken for a message of the person.',
    tests: [readerTest],
  },
  {
    file: VALUES,
    find: "typeof value === 'string' && /^\\d{1,15}$/.test(value) ? Number(value) : value",
    replace: 'value',
    breaks: 'A time that comes as text is not read.',
    tests: [readerTest],
  },
  {
    file: VALUES,
    find: "if (typeof value === 'string') return value === '' ? undefined : value;",
    replace: "if (typeof value === 'string') return value;",
    breaks: 'An empty id names somebody.',
    tests: [readerTest, propertiesTest],
  },
  {
    file: VALUES,
    find: "typeof metadata === 'string' && metadata !== ''",
    replace: "typeof metadata === 'string'",
    breaks: 'Empty metadata looks like metadata that was given.',
    tests: [readerTest],
  },
  {
    file: JSON_TEXT,
    find: 'at - first + 1 >= LONG',
    replace: 'at - first + 1 > LONG + 1',
    breaks: 'An id of seventeen digits is rounded.',
    tests: [readerTest, propertiesTest],
  },
  {
    file: JSON_TEXT,
    find: '/^-?\\d{16,}$/',
    replace: '/^-?\\d{18,}$/',
    breaks: 'An id of seventeen digits is rounded where another one is longer.',
    tests: [readerTest, propertiesTest],
  },
  {
    file: JSON_TEXT,
    find: '(?:\\\\.[^"\\\\]*)*"',
    replace: '"',
    breaks: 'Digits behind a quotation mark in a text break the delivery.',
    tests: [readerTest, propertiesTest, hostileTest],
  },
  {
    file: MESSAGE,
    find: "mid: mid ?? '', of }",
    replace: "mid: mid ?? '', of, id: eventBase('message', source, mid).id }",
    breaks: 'An unsend looks like a redelivery of its message, and no handler hears of it.',
    tests: [idsTest],
  },
  {
    file: VALUES,
    find: 'if (recipient === entryId) return { pageId: recipient, userId: sender, isFromPage: false };',
    replace: '',
    breaks: 'An echo whose ends are not swapped belongs to the thread of the page with itself.',
    tests: [endsTest],
  },
  {
    file: VALUES,
    find: 'userId: recipient, isFromPage: true',
    replace: 'userId: recipient, isFromPage: false',
    breaks: 'A bot answers a message that its own page has sent.',
    tests: [endsTest],
  },
  {
    file: BASE,
    find: "`${userId ?? userRef ?? ''}:${mid}`",
    replace: 'mid',
    breaks: 'Of two people with one message id the second is not heard.',
    tests: [idsTest],
  },
  {
    file: BASE,
    find: "kind === 'change' || timestamp === undefined ? context.givenTime : undefined",
    replace: 'undefined',
    breaks: 'What happens on the page a second time is taken for a redelivery.',
    tests: [idsTest],
  },
  {
    file: BASE,
    find: "kind === 'change' || timestamp === undefined ? context.givenTime : undefined",
    replace: 'context.givenTime',
    breaks: 'A redelivery whose entry has another time runs the handlers again.',
    tests: [idsTest],
  },
  {
    file: BASE,
    find: 'context.entryId === TEST_ENTRY_ID',
    replace: "context.entryId === 'none'",
    breaks: 'The Test button of the dashboard works once.',
    tests: [dashboardTest],
  },
  {
    file: BASE,
    find: 'hopContext.length > 0 ? hopContext : context.hopContext',
    replace: 'hopContext',
    breaks: 'The apps that led to an entry are nowhere to be seen.',
    tests: [entriesTest],
  },
  {
    file: WALK,
    find: "if (!isRecord(entry)) return [{ role: 'value', key: '', keys: [], items: [entry], isList: false }];",
    replace: 'if (!isRecord(entry)) return [];',
    breaks: 'An entry that is no object is dropped without a trace.',
    tests: [entriesTest],
  },
  {
    file: WALK,
    find: 'if (own.length > 0) parts.push',
    replace: 'if (own.length > 2) parts.push',
    breaks: 'A change that stands in the entry itself is lost.',
    tests: [entriesTest],
  },
  {
    file: EVENTS,
    find: 'isRecord(value) && ITEM_FIELD.test(field)',
    replace: "isRecord(value) && field === ''",
    breaks: 'A pass in a list that is named after its field is no pass.',
    tests: [entriesTest],
  },
  {
    file: EVENTS,
    find: 'hasEnds(entry) ? { sender, recipient, timestamp, [field]: value } : undefined',
    replace: 'undefined',
    breaks: 'The answer to a request to call is of no person.',
    tests: [entriesTest],
  },
  {
    file: OPTIN,
    find: "if (typeof status === 'string' && STOPPED.test(status)) return readOptout(part, source);",
    replace: '',
    breaks: 'A bot thanks a person for the opt-out.',
    tests: [partsTest],
  },
  {
    file: REFERRAL,
    find: 'for (const part of parts) {',
    replace: 'for (const part of parts.slice(0, 1)) {',
    breaks: 'A referral that stands beside its message is lost.',
    tests: [partsTest],
  },
  {
    file: FORWARD,
    find: 'if (kept.length === 0) delete left[key];',
    replace: 'if (kept.length === 0 && part.isList) delete left[key];',
    breaks: 'An existing handler answers what is not for it to answer.',
    tests: [forwardTest],
  },
  {
    file: TESTS,
    find: 'if (times.length < MOST) {',
    replace: 'if (times.length < MOST || now > 0) {',
    breaks: 'Any number of dashboard tests runs, since nothing deduplicates them.',
    tests: [dashboardTest],
  },
  {
    file: PREFIX,
    find: 'third !== c || ',
    replace: '',
    breaks: 'A person who writes to two pages has one thread with both.',
    tests: [deliveriesTest],
  },
  {
    file: PREFIX,
    find: 'second !== b || ',
    replace: '',
    breaks: 'A message on standby is taken for one that may be answered, which has its id.',
    tests: [deliveriesTest],
  },
  {
    file: PREFIX,
    find: ' || first !== a',
    replace: '',
    breaks: 'Two bots in one process share their threads.',
    tests: [deliveriesTest],
  },
];
