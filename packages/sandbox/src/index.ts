// Starting a sandbox.

export { createSandbox } from './create-sandbox.ts';
export type { BotEnvironment } from './environment.ts';
export type { HttpsEnvironment } from './https/client-environment.ts';
export type { SandboxHttps } from './https/https-front.ts';
export { OptionError } from './option-error.ts';
export type {
  SandboxAd,
  SandboxAppOptions,
  SandboxDelivery,
  SandboxHttpsOptions,
  SandboxLimits,
  SandboxOptions,
  SandboxPageAppOptions,
  SandboxPageOptions,
  SandboxPageSettings,
  SandboxPersonOptions,
} from './options/options.ts';
export type { AppIdentity, AppOnPage, AppSubscription, ResolvedApp } from './options/resolve-app.ts';
export type { SandboxPage } from './page.ts';
export type { Quirks } from './quirks.ts';
export { type CliOptions, runCli } from './run-cli.ts';
export type { Sandbox } from './sandbox.ts';
export type { CheckpointSummary, Checkpoints } from './session/checkpoints.ts';
export type { SandboxSession, SessionPage, SessionPerson } from './session/session.ts';
export type { SessionUpload } from './session/session-uploads.ts';
export type { GivenEntries } from './webhooks/by-hand.ts';

// People, agents, settings.

export type { UserTokenOptions } from './people/admin.ts';
export type { Commented } from './people/comments.ts';
export type { Inbox } from './people/inbox.ts';
export type { AiSayOptions, AiTakeOptions, MetaAi } from './people/meta-ai.ts';
export type { Person, Said, SayOptions } from './people/person.ts';
export type { PersonRef } from './people/person-ref.ts';
export type { PhoneApp } from './people/phone-app.ts';
export type { PersonScreen } from './people/screen.ts';
export type { AppSwitches, Settings } from './people/settings.ts';
export type {
  Contact,
  Folder,
  PersonaFace,
  QuickReply,
  ReceivedMessage,
  Sending,
  Typing,
} from './state/person-state.ts';
export type {
  Command,
  IceBreaker,
  MenuItem,
  PersistentMenu,
  Profile,
  ProfileValues,
  Setting,
} from './state/profile.ts';

// Clock and faults.

export type { SandboxClock, TimerHandle } from './clock.ts';
export type { CallFault, CallFaultError, DeliveryFault, Faults } from './faults.ts';
export { type FollowingClock, sandboxClock } from './following/sandbox-clock.ts';
export type { FollowingTimer } from './following/shifting-timers.ts';

// Timeline.

export type { Lane } from './model/lanes.ts';
export type { Cause } from './model/outcome.ts';
export { formatTimelineEntry } from './timeline/format-timeline-entry.ts';
export type {
  ActionEntry,
  CallEntry,
  DeliveryEntry,
  Named,
  PageRef,
  SubscriptionEntry,
  TimelineEntry,
  TransitionEntry,
} from './timeline/timeline-entry.ts';

// Meta's fixed app ids and other constants.

export { AXON_APP_ID, BUSINESS_AI_APP_ID, LEAD_ADS_APP_ID, type Routing } from './meta.ts';
export { INSTAGRAM_INBOX_ID } from './platform/instagram.ts';
export { PAGE_INBOX_ID } from './platform/messenger.ts';
export type { PersonProfile, Platform } from './platform/platform.ts';
export { PHONE_APP_ID } from './platform/whatsapp.ts';
