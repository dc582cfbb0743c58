// Which of Meta's words an error shows: all except those that also stand in the texts and credentials of the call.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ConnectionError, GraphError, OutgoingMessage } from '../src/index.ts';
import { accessToken, appSecret, person, refusal, rejection, withGraph } from './support/graph-server.ts';

const words = suite("Meta's words in an error");

const everyday: OutgoingMessage = {
  text: 'Is this the right length, or must the title be less?',
  quick_replies: [
    { content_type: 'text', title: 'Yes', payload: 'YES' },
    { content_type: 'text', title: 'No, it is one of 20.', payload: 'NO' },
  ],
};
const template: OutgoingMessage = {
  attachment: { type: 'template', payload: { template_type: 'generic', elements: [{ title: 'Blue suitcase' }] } },
};
const long: OutgoingMessage = { text: 'The customer Zebediah Quartz lost a blue suitcase in Vienna.' };

const shown: readonly (readonly [string, OutgoingMessage | string, string])[] = [
  [
    'of a parameter',
    everyday,
    '(#100) Length of param message[quick_replies][1][title] must be less than or equal to 20',
  ],
  ['of an enumeration', template, '(#100) Param message[attachment][type] must be one of {AUDIO, IMAGE, TEMPLATE}'],
  ['with three words in a row', long, '(#100) The server lost a blue attachment, suitcase'],
  ['with a short text', 'Hello', '(#100) Hello is no value for param persona_id'],
  ['with a word of a name', 'Turn notification on?', '(#100) Param notification_messages_token must be a string'],
  ['with ids of digits', 'Hi', '(#100) App 1450077300221199 may not write to 7312004455667788 on 17841400012345678'],
  [
    'with an address',
    'Hi',
    '(#10) Learn more: https://developers.facebook.com/docs/messenger-platform/policy/policy-overview',
  ],
  ['in another language', 'Hola', '(#10) Este mensaje se envía fuera del período permitido.'],
];

for (const [name, message, sentence] of shown) {
  words(
    `are kept completely if they share nothing long: a sentence ${name}`,
    withGraph([refusal(100, undefined, sentence)], async (graph) => {
      const error = await rejection<GraphError>(graph.client({ appSecret }).sendMessage(person, message));
      assert.match(error.message, `Meta says "${sentence}"`);
    }),
  );
}

words(
  'name the fields that Meta refused in a subscription',
  withGraph(
    [
      refusal(
        100,
        undefined,
        '(#100) Param subscribed_fields[1] must be one of {messages, standby} - got "messages_standby"',
      ),
    ],
    async (graph) => {
      const error = await rejection<GraphError>(
        graph.client().subscribe(['messages', 'messages_standby'], { replace: true }),
      );
      assert.match(
        error.message,
        /subscribed_fields\[1\] must be one of \{messages, standby\} - got "messages_standby"/,
      );
    },
  ),
);

const hex = 'a1'.repeat(32);
const hidden: readonly (readonly [string, OutgoingMessage | string, string, string])[] = [
  ['four words of a text', long, 'Bad words: blue suitcase in Vienna!', 'Bad words: …!'],
  ['the same in capitals', long, 'Bad words: BLUE SUITCASE IN VIENNA', 'Bad words: …'],
  ['the same with other punctuation', long, 'Bad words: blue, suitcase (in) Vienna.', 'Bad words: ….'],
  ['two runs of a text', long, 'Bad: The customer Zebediah Quartz; a blue suitcase in', 'Bad: …; …'],
  ['a text that is cut in a word', long, 'Bad text: "Quartz lost a blue suitc"...', 'Bad text: "…"...'],
  ['a text whose start is cut in a word', long, 'Bad text: "...diah Quartz lost a blue"', 'Bad text: "...…"'],
  ['all of a short text', 'Zebediah', 'Bad name: Zebediah?', 'Bad name: …?'],
  ['all of a short text within a word', 'Zebediah', 'Bad name: xZebediahx', 'Bad name: x…x'],
  ['a short text with other punctuation', 'Zebediah, Quartz', 'Bad name: Zebediah   Quartz', 'Bad name: …'],
  ['twelve characters without a space', 'Mail me: zebediah@quartz.example', 'Bad: bediah@quartz.ex', 'Bad: …'],
  [
    'a script without spaces',
    '我的卡号是四一一一二二二二请帮忙',
    '错误：卡号是四一一一二二二二请 不对',
    '错误：… 不对',
  ],
  [
    'a text behind the entities of HTML',
    "It isn't Tom & Jerry",
    'Got It isn&#039;t Tom &amp; Jerry here',
    'Got … here',
  ],
  ['a text behind the escapes of JSON', 'Zoë Quartz was here', 'Got Zo\\u00eb Quartz was here', 'Got …'],
  ['a text in another Unicode form', 'Zoe\u0308 Quartz was here', 'Got Zo\u00eb Quartz was here', 'Got …'],
  ['a letter that grows in lower case', 'İstanbul’da bir valiz var', 'Got İSTANBUL’da bir valiz var', 'Got …'],
  ['a curly apostrophe', "It isn't my suitcase", 'Got It isn’t my suitcase', 'Got …'],
  [
    'quoted metadata',
    { text: 'Hi', metadata: 'ticket-4711-vienna' },
    'Bad metadata ticket-4711-vienna',
    'Bad metadata …',
  ],
  ['a token of another app', 'Hi', 'Malformed access token EAAGm0PX4ZCpsBAKxyz', 'Malformed access token …'],
  ['a token that is cut', 'Hi', 'Malformed access token EAAGm0...', 'Malformed access token …...'],
  ['an app access token', 'Hi', 'Bad token 1450077300221199|AbCdEf-gh_1234', 'Bad token …'],
  ['a token in an address', 'Hi', 'Bad GET /me?access_token=abc&fields=id', 'Bad GET /me?…&fields=id'],
  ['64 hex digits', 'Hi', `Bad proof ${hex}.`, 'Bad proof ….'],
  ['letters and digits at random', 'Hi', 'Bad id m_AbC9dEfGhIjKlMnOpQrStUvWxYz0123', 'Bad id …'],
  ['half of our token', 'Hi', `Bad ${accessToken.slice(5, 18)}`, 'Bad …'],
  ['half of our secret', 'Hi', `Bad ${appSecret.slice(0, 20)}`, 'Bad …'],
  ['line ends', 'Hi', 'Bad\nline\r\n  here\u0007', 'Bad line here'],
];

for (const [name, message, sentence, expected] of hidden) {
  words(
    `have … for ${name}`,
    withGraph([refusal(100, undefined, sentence, { error_user_msg: sentence })], async (graph) => {
      const error = await rejection<GraphError>(graph.client({ appSecret }).sendMessage(person, message));
      assert.match(error.message, `Meta says "${expected}"`);
      assert.is(error.userMessage, expected);
    }),
  );
}

words(
  'are left out if nothing of them remains',
  withGraph([refusal(100, undefined, `${accessToken}!`, { error_user_msg: '' })], async (graph) => {
    const error = await rejection<GraphError>(graph.client().sendMessage(person, 'Hi'));
    assert.not.match(error.message, /Meta says/);
    assert.is(error.userMessage, undefined);
  }),
);

words(
  'keep a trace id of any form',
  withGraph([refusal(100, undefined, 'No.', { fbtrace_id: 'A6LJylpZRKw2xKLFsAP-cJh' })], async (graph) => {
    const error = await rejection<GraphError>(graph.client().sendMessage(person, 'Hi'));
    assert.is(error.traceId, 'A6LJylpZRKw2xKLFsAP-cJh');
  }),
);

words(
  'are cut if they are too long, and filtered up to that length',
  withGraph([refusal(100, undefined, `${'word '.repeat(200_000)}end`)], async (graph) => {
    const { message } = await rejection<GraphError>(graph.client().sendMessage(person, long));
    assert.ok(message.length < 3000);
    assert.match(message, /word word …"/);
  }),
);

// With each of these, a filter with backtracking takes minutes.
const heavy: readonly (readonly [string, string])[] = [
  ['one letter', 'a'],
  ['one word', 'a '],
  ['backslashes', '\\'],
  ['escapes of an address', '%41'],
  ['escapes of quotes', '\\"'],
  ['apostrophes', "a'"],
  ['digits', '1'],
];

for (const [name, part] of heavy) {
  words(
    `are filtered in short time for texts of 20 kB of ${name}`,
    withGraph([refusal(100, undefined, `${part.repeat(900)}end`)], async (graph) => {
      const title = part.repeat(20_000 / part.length);
      const message: OutgoingMessage = { attachment: { type: 'template', payload: { elements: [{ title }] } } };
      const error = await rejection<GraphError>(graph.client().sendMessage(person, message));
      assert.ok(error.message.length < 600, error.message);
    }),
  );
}

words(
  'of a failed connection are kept if they share nothing with the call',
  withGraph([], async (graph) => {
    const fetch = (url: string): Promise<Response> =>
      Promise.reject(new Error(`request to ${url} failed for "Zebediah Quartz lost a", reason: socket hang up`));
    const client = graph.client({ appSecret, retries: 0, fetch });
    const { cause } = await rejection<ConnectionError>(client.sendMessage(person, long));
    assert.match((cause as Error).message, /^request to http.*\/messages\?… failed for "…", reason: socket hang up$/);
  }),
);

words.run();
