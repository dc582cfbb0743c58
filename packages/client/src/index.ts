export { appSecretProof } from './app-secret-proof.ts';
export type { CallOptions, Id } from './arguments.ts';
export type { Client } from './build-client.ts';
export type { GraphErrorKind } from './classify.ts';
export type { ClientOptions } from './client-options.ts';
export { INSTAGRAM_INBOX_APP_ID, LEAD_ADS_APP_ID, MAX_EXTENSION_SECONDS, PAGE_INBOX_APP_ID } from './constants.ts';
export type { GraphApi } from './context.ts';
export { createClient } from './create-client.ts';
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
} from './messages.ts';
export type { OutgoingMessage } from './outgoing-message.ts';
export type { NewPersona, Persona, PersonaCalls } from './personas.ts';
export type { Platform } from './platform/platforms.ts';
export type {
  PastMessage,
  ReadingCalls,
  RoutingMode,
  RoutingStatus,
  UserProfile,
  UserProfileOptions,
} from './reading.ts';
export type { SubscribedField, SubscribeOptions, Subscription, SubscriptionCalls } from './subscriptions.ts';
export type { ThreadOwner } from './thread-owner.ts';
export type { Fetch } from './web-carrier.ts';
