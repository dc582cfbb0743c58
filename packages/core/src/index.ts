export {
  BUSINESS_AI_APP_ID,
  BUSINESS_AI_CONTROL_APP_ID,
  INSTAGRAM_INBOX_APP_ID,
  LEAD_ADS_APP_ID,
  PAGE_INBOX_APP_ID,
} from './app-ids.ts';
export { within } from './clock.ts';
export { createHandover } from './create-handover.ts';
export type { Finding } from './diagnosis/check.ts';
export type { WarningCode } from './diagnosis/warning-texts.ts';
export {
  asError,
  DEFINITE_KINDS,
  type ErrorCode,
  HandlerTimeoutError,
  HandOverError,
  HandoverError,
  type InvalidArgument,
  invalidArgument,
  NotThreadOwnerError,
  OptionError,
  PayloadError,
  SignatureError,
  StoreError,
} from './errors.ts';
export type * from './events.ts';
export { EVENT_KINDS } from './events.ts';
export { hourly } from './hourly.ts';
export type { Query } from './http/handshake.ts';
export type { KeptBody, NodeBody } from './http/node-body.ts';
export {
  answerNode,
  bodyInShapeOf,
  checkMount,
  type HandoverHelpers,
  type HandoverMountOptions,
  helpersOf,
  isAt,
  type NodeHandlerOptions,
  type NodeRequest,
  nodeHandler,
  pathnameOf,
  queryOf,
  type Received,
  type ReceiveOptions,
  receiveNode,
  replaceHeaders,
  type WebhookMountOptions,
} from './http/node-listener.ts';
export { checkKnownKeys, nearestOf } from './known-keys.ts';
export { consoleLogger, errorFields } from './logger.ts';
export { memoryScheduler } from './memory/memory-scheduler.ts';
export { type MemoryStore, type MemoryStoreOptions, memoryStore } from './memory/memory-store.ts';
export { type DecodedNote, type Note, note } from './note.ts';
export type { HandoverOptions } from './options.ts';
export type { Owner, OwnerSource } from './ownership/owner.ts';
export {
  EMPTY_RECORD,
  isNewer,
  type Mark,
  type Marks,
  mergeObservation,
  type Observation,
  REGISTERS,
  type Register,
  type Said,
  type Seen,
  type ThreadRecord,
} from './ownership/registers.ts';
export { PLATFORMS, type PlatformFacts } from './platform/platforms.ts';
export type {
  Context,
  DeadLetter,
  Handover,
  HandoverAnswer,
  HandoverEvents,
  HandoverFailure,
  HandoverRequest,
  HoldHook,
  Middleware,
  Outgoing,
  OwnerChanged,
  Plugin,
  PluginHost,
  SendHook,
} from './plugin.ts';
export { markPluginFactory } from './plugin-factory.ts';
export { type GrantRequestsOptions, grantRequests } from './plugins/grant-requests.ts';
export { type PauseOnHumanReplyOptions, pauseOnHumanReply } from './plugins/pause-on-human-reply.ts';
export { type TalkToHumanOptions, talkToHuman } from './plugins/talk-to-human.ts';
export type * from './ports.ts';
export { DONE_FOR_MS, THREAD_LASTS_MS } from './ports.ts';
export type {
  HandOverOptions,
  MetadataOptions,
  RegainOptions,
  SendOptions,
  SentMessage,
  Thread,
  ThreadState,
  ThreadValues,
  TypingOptions,
  WhenNotOwner,
} from './thread/thread.ts';
export { threadKey, threadOfKey } from './thread-key.ts';
export type { ForwardedBody, ForwardMode } from './wire/forward.ts';
