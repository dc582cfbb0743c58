// What the page shares with the sandbox: the types of its control API, and the choices of its quirks. No other file of
// the page imports the sandbox's sources.
export type { EntryDetail } from '../sandbox/src/control/timeline-routes.ts';
export type { FileView } from '../sandbox/src/control/uploads.ts';
export type {
  AppView,
  MessageView,
  PageView,
  StateView,
  ThreadSummary,
  ThreadView,
} from '../sandbox/src/control/views.ts';
export type { PersonScreen } from '../sandbox/src/people/screen.ts';
export type { Platform } from '../sandbox/src/platform/platform.ts';
export { quirkChoices } from '../sandbox/src/quirks.ts';
export type { MenuItem, Profile, ProfileField } from '../sandbox/src/state/profile.ts';
export type {
  ActionEntry,
  CallEntry,
  DeliveryEntry,
  PageRef,
  SubscriptionEntry,
  TimelineEntry,
  TransitionEntry,
} from '../sandbox/src/timeline/timeline-entry.ts';
