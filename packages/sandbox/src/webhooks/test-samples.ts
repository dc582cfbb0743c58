import type { PlatformFacts } from '../platform/platform.ts';
import { accountSamples } from '../whatsapp/test-samples.ts';
import { pageName } from './fields.ts';

/** Sender, recipient and time of the samples: the same for every page. The time is a string. */
const ENDS = { sender: { id: '12334' }, recipient: { id: '23245' }, timestamp: '1527459824' };

const values: Readonly<Record<string, unknown>> = {
  messages: {
    ...ENDS,
    message: {
      mid: 'test_message_id',
      text: 'test_message',
      commands: [{ name: 'command123' }, { name: 'command456' }],
    },
  },
  message_echoes: { ...ENDS, message: { is_echo: true, mid: 'test_message_id', text: 'test_message' } },
  message_deliveries: { ...ENDS, delivery: { watermark: '1648581633369', mids: ['m_xUxYh'] } },
  message_reads: { ...ENDS, read: { watermark: '1458668856253' } },
  message_reactions: {
    ...ENDS,
    reaction: { mid: 'm_DVni-DxAxph', action: 'react', emoji: '\u{1F44D}', reaction: 'like' },
  },
  messaging_postbacks: {
    ...ENDS,
    postback: { mid: 'test_message_id', title: 'test_title', payload: 'test_payload' },
  },
  messaging_referrals: {
    ...ENDS,
    referral: {
      ref: 'EXAMPLE_STRING_PAYLOAD',
      source: 'SHORTLINK',
      type: 'OPEN_THREAD',
      ads_context_data: {
        ad_title: '<TITLE_OF_THE_AD>',
        photo_url: '<URL>',
        video_url: '<URL>',
        post_id: '<ID_OF_THE_POST>',
        product_id: '<PRODUCT_ID>',
      },
    },
  },
  messaging_handovers: {
    ...ENDS,
    take_thread_control: {
      previous_owner_app_id: 1234567890,
      new_owner_app_id: 9876543210,
      metadata: 'about the conversation',
    },
  },
  messaging_policy_enforcement: {
    recipient: ENDS.recipient,
    timestamp: ENDS.timestamp,
    policy_enforcement: { action: 'warning', reason: 'Warning reason message' },
  },
  messaging_account_linking: {
    ...ENDS,
    account_linking: { status: 'linked', authorization_code: 'PASS_THROUGH_AUTHORIZATION_CODE' },
  },
  messaging_customer_information: {
    ...ENDS,
    messaging_customer_information: {
      screens: [
        {
          screen_id: 'ID2',
          responses: [
            { key: 'name', value: 'Sam Example' },
            { key: 'email', value: 'email' },
          ],
        },
      ],
    },
  },
  message_context: {
    ...ENDS,
    message_context: {
      detections: [{ type: 'PURCHASE', id: '26272', mid: '98567', event_name: 'payment_received', model: 'model-0' }],
      suggestions: [],
    },
  },
  inbox_labels: {
    user: { id: '1423684933875867' },
    action: 'add',
    label: { id: '260709159327293', name: 'label name' },
  },
};

/**
 * The constant value that the Test button of an app's dashboard delivers for a field. A field without a known sample
 * comes without a value, as some fields do at Meta. Source: recordings in public code.
 */
export function testSample(platform: PlatformFacts, field: string): { value?: unknown } {
  const [samples, name] = platform.hasNumbers ? [accountSamples, field] : [values, pageName(platform, field)];
  return Object.hasOwn(samples, name) ? { value: structuredClone(samples[name]) } : {};
}
