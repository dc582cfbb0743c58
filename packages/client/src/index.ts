export { appSecretProof } from './app-secret-proof.ts';
export type { CallOptions, Id } from './argument-checks.ts';
export type { CallEnded, ClientChannels } from './channels.ts';
export type { GraphErrorKind } from './classify.ts';
export type { GraphApi } from './client-context.ts';
export type { AnyClientOptions, ClientOptions, CommonOptions, WhatsappClientOptions } from './client-options.ts';
export { type Client, createClient } from './create-client.ts';
export { ClientError, ConnectionError, GraphError, type GraphErrorDetails } from './errors.ts';
export type { components, operations, paths } from './generated/graph.ts';
export type {
  ExtendOptions,
  HandoverCalls,
  MetadataOptions,
  PassOptions,
  SecondaryReceiver,
} from './handover-calls.ts';
export type { HandoverResult } from './handover-result.ts';
export type {
  MessageCalls,
  SendActionOptions,
  SenderAction,
  SendMessageOptions,
  SentAction,
  SentMessage,
  ThreadControlOption,
} from './message-calls.ts';
export { INSTAGRAM_INBOX_APP_ID, LEAD_ADS_APP_ID, MAX_EXTENSION_SECONDS, PAGE_INBOX_APP_ID } from './meta-constants.ts';
export { OptionError } from './option-error.ts';
export type { OutgoingMessage } from './outgoing-message.ts';
export type { NewPersona, Persona, PersonaCalls } from './persona-calls.ts';
export type { NumberOptions } from './platform/number-options.ts';
export type { PagePlatform, Platform } from './platform/platforms.ts';
export type {
  BusinessNumber,
  WhatsappAccountCalls,
  WhatsappSubscribeOptions,
  WhatsappSubscription,
} from './platform/whatsapp-account-calls.ts';
export type { WhatsappClient } from './platform/whatsapp-client.ts';
export type { WhatsappApi } from './platform/whatsapp-context.ts';
export type { WhatsappMessage } from './platform/whatsapp-message.ts';
export type {
  SentWhatsappMessage,
  WhatsappAction,
  WhatsappActionOptions,
  WhatsappMessageCalls,
  WhatsappSendOptions,
} from './platform/whatsapp-message-calls.ts';
export type {
  PastMessage,
  ReadingCalls,
  RoutingMode,
  RoutingStatus,
  UserProfile,
  UserProfileOptions,
} from './reading-calls.ts';
export type { Fetch } from './sending.ts';
export type { SubscribedField, SubscribeOptions, Subscription, SubscriptionCalls } from './subscription-calls.ts';
export type { ThreadOwner } from './thread-owner.ts';
