import { MESSAGING_PRODUCT } from '../platform/whatsapp.ts';

const METADATA = { display_phone_number: '16505551111', phone_number_id: '123456123' };
const CONTACT = { profile: { name: 'test user name' }, wa_id: '16315551181' };
const TEXT = { type: 'text', text: { body: 'this is a text message' } };
const ECHO = { from: '16315551181', to: '11234567890', id: 'ABGGFlA5Fpa', timestamp: '1504902988', ...TEXT };
const TEMPLATE = { message_template_id: 12345678, message_template_name: 'my_message_template' };

function ofNumber(content: Record<string, unknown>): Record<string, unknown> {
  return { messaging_product: MESSAGING_PRODUCT, metadata: METADATA, ...content };
}

/** Samples of the Test button for fields of an account, the same for every account. Source: recordings in public code. */
export const accountSamples: Readonly<Record<string, unknown>> = {
  messages: ofNumber({
    contacts: [CONTACT],
    messages: [{ from: '16315551181', id: 'ABGGFlA5Fpa', timestamp: '1504902988', ...TEXT }],
  }),
  smb_message_echoes: ofNumber({ message_echoes: [ECHO] }),
  message_echoes: ofNumber({ message_echoes: [{ ...ECHO, message_creation_type: 'created_by_1p_bot' }] }),
  calls: ofNumber({
    calls: [{ id: 'ABGGFlA5Fpa', to: '18005551180', from: '16315551181', timestamp: 1504902988, event: 'connect' }],
    contacts: [CONTACT],
  }),
  account_update: { phone_number: '16505551111', event: 'VERIFIED_ACCOUNT' },
  account_alerts: {
    entity_type: 'WABA',
    entity_id: 123456,
    alert_severity: 'INFORMATIONAL',
    alert_status: 'NONE',
    alert_type: 'OBA_APPROVED',
    alert_description: 'Sample alert description, informational in nature with no status',
  },
  flows: {
    event: 'FLOW_STATUS_CHANGE',
    message: 'Flow {FlowName} changed status from DRAFT to PUBLISHED',
    flow_id: '1000',
  },
  phone_number_name_update: {
    display_phone_number: '16505551111',
    decision: 'APPROVED',
    requested_verified_name: 'WhatsApp',
    rejection_reason: null,
  },
  phone_number_quality_update: {
    display_phone_number: '16505551111',
    event: 'ONBOARDING',
    current_limit: 'TIER_250',
    old_limit: 'TIER_NOT_SET',
    max_daily_conversations_per_business: 'TIER_250',
  },
  message_template_status_update: {
    event: 'APPROVED',
    ...TEMPLATE,
    message_template_language: 'pt-BR',
    reason: null,
  },
  message_template_quality_update: {
    previous_quality_score: 'GREEN',
    new_quality_score: 'YELLOW',
    ...TEMPLATE,
    message_template_language: 'pt-BR',
  },
  message_template_components_update: {
    ...TEMPLATE,
    message_template_language: 'en-US',
    message_template_title: 'message header',
    message_template_element: 'message body',
    message_template_footer: 'message footer',
    message_template_buttons: [
      {
        message_template_button_type: 'URL',
        message_template_button_text: 'button text',
        message_template_button_url: 'https://example.com',
        message_template_button_phone_number: '12342342345',
      },
    ],
  },
  template_category_update: {
    ...TEMPLATE,
    message_template_language: 'en-US',
    previous_category: 'MARKETING',
    new_category: 'UTILITY',
    correct_category: 'MARKETING',
    category_appeal_status: 'ELIGIBLE',
  },
};
