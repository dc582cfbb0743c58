export {
  BUSINESS_AI_APP_ID,
  BUSINESS_AI_CONTROL_APP_ID,
  INSTAGRAM_INBOX_APP_ID,
  LEAD_ADS_APP_ID,
  PAGE_INBOX_APP_ID,
} from './app-ids.ts';
export type {
  ChannelEvent,
  ChannelMessage,
  ChannelThread,
  DeliveryEnded,
  DeliveryStarted,
  EventEnded,
  EventOutcome,
  EventRan,
  EventStarted,
  HandoverChannels,
  OwnerAnnounced,
  SendTried,
} from './channels.ts';
export type * from './client-port.ts';
export { createHandover } from './create-handover.ts';
export type { GatherOptions } from './delivery/bursts.ts';
export type { Finding } from './diagnosis/check.ts';
export type { WarningCode } from './diagnosis/warning-texts.ts';
export {
  asError,
  DEFINITE_KINDS,
  type ErrorCode,
  HandlerTimeoutError,
  HandoverError,
  isOptionError,
  LeaseLostError,
  NotThreadOwnerError,
  OptionError,
  PassFailedError,
  PayloadError,
  SignatureError,
  StoreError,
} from './errors.ts';
export type * from './events.ts';
export { EVENT_KINDS } from './events.ts';
export { hourly } from './hourly.ts';
export type { Query } from './http/handshake.ts';
export { type NodeHandlerOptions, nodeHandler } from './http/node-listener.ts';
export { checkKnownKeys, nearestOf } from './known-keys.ts';
export { consoleLogger, errorFields } from './logger.ts';
export { memoryScheduler } from './memory/memory-scheduler.ts';
export { type MemoryStore, type MemoryStoreOptions, memoryStore } from './memory/memory-store.ts';
export { type DecodedNote, type Note, note } from './note.ts';
export type { DeadLetterOptions, HandoverOptions } from './options.ts';
export type { Owner, OwnerSource, OwnerWithExpiry } from './ownership/owner.ts';
export { PLATFORMS, type PlatformFacts } from './platform/platforms.ts';
export type {
  Context,
  DeadLetter,
  Handover,
  HandoverAnswer,
  HandoverEvents,
  HandoverFailure,
  HandoverRequest,
  HoldContext,
  HoldHook,
  Middleware,
  Outgoing,
  OwnerChanged,
  Plugin,
  PluginHost,
  ReceiveContext,
  ReceiveHook,
  RunHook,
  SendHook,
  TickCounts,
} from './plugin.ts';
export { markPluginFactory } from './plugin-factory.ts';
export { type Burst, type BurstOptions, burst } from './plugins/burst.ts';
export { type GrantRequestsOptions, grantRequests } from './plugins/grant-requests.ts';
export {
  type PauseOnHumanReply,
  type PauseOnHumanReplyOptions,
  pauseOnHumanReply,
} from './plugins/pause-on-human-reply.ts';
export { type TalkToHumanOptions, talkToHuman } from './plugins/talk-to-human.ts';
export type { Awaitable, Clock, Logger, Page } from './ports.ts';
export type { DeadLetterEntry, DeadLetters } from './records/letters.ts';
export { type ListedWaitingThread, type StoreAdmin, type StoreAdminOptions, storeAdmin } from './store-admin.ts';
export type {
  MetadataOptions,
  PassOptions,
  RegainOptions,
  SendOptions,
  SentMessage,
  Thread,
  ThreadState,
  ThreadValues,
  TypingOptions,
  WhenNotOwner,
  WithoutDrop,
} from './thread/thread.ts';
export type { WaitingOptions, WaitingThread } from './thread/waiting-list.ts';
export { readDelivery } from './wire/read-delivery.ts';
