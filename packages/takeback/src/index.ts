export type { TakebackContext, TakebackEvents, TakebackFailed, TakebackFailure, TakenBack } from './events.ts';
export type { HandoverToWatch, TakebackMessage, TakebackOptions } from './options.ts';
export { type TakebackPlugin, takeback } from './takeback.ts';
export type { TakebackLimits, ThreadTakeback } from './thread-takeback.ts';
