// The public API of @handover/takeback. Written by `node scripts/api.mjs`: a change here is a change for users.

import { Thread, Owner, AnyMessage, Awaitable, Plugin, ThreadReference } from "@handover/core";
interface TakebackLimits {
    readonly afterMs?: number;
    readonly unclaimedAfterMs?: number;
}
interface ThreadTakeback {
    set(limits: TakebackLimits): Promise<void>;
    cancel(): Promise<boolean>;
    dueAt(): Promise<Date | undefined>;
}
interface TakebackContext {
    readonly takeback: ThreadTakeback;
}
interface TakenBack {
    readonly thread: Thread;
    readonly previous: Owner;
    readonly claimed: boolean;
    readonly said: boolean;
    readonly messageError?: Error;
}
type TakebackFailure = "not_granted" | "no_take_right" | "blind" | "refused" | "error";
interface TakebackFailed {
    readonly thread: Thread;
    readonly reason: TakebackFailure;
    readonly owner: Owner;
    readonly claimed: boolean;
    readonly error?: Error;
}
interface TakebackEvents {
    taken_back: TakenBack;
    takeback_failed: TakebackFailed;
}
interface HandoverToWatch {
    readonly thread: Thread;
    readonly owner: Owner;
    readonly metadata?: string;
}
type TakebackMessage = string | AnyMessage | ((takeback: {
    readonly thread: Thread;
    readonly claimed: boolean;
}) => Awaitable<string | AnyMessage | undefined>);
interface TakebackOptions {
    readonly afterMs: number;
    readonly unclaimedAfterMs?: number;
    readonly grantWithinMs?: number;
    readonly metadata?: string;
    readonly message?: TakebackMessage;
    readonly only?: (handover: HandoverToWatch) => Awaitable<boolean>;
}
interface TakebackPlugin extends Plugin<TakebackContext, TakebackEvents> {
    of(thread: ThreadReference): ThreadTakeback;
}
declare function takeback(given: TakebackOptions): TakebackPlugin;
export { takeback };
export type { HandoverToWatch, TakebackContext, TakebackEvents, TakebackFailed, TakebackFailure, TakebackLimits, TakebackMessage, TakebackOptions, TakebackPlugin, TakenBack, ThreadTakeback };
