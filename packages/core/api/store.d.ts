// The public API of @handover/core/store. Written by `node scripts/api.mjs`: a change here is a change for users.

import { Lane, ThreadReference } from "@handover/core";
interface Seen {
    readonly at: number;
    readonly rank: number;
    readonly tie: string;
}
interface App {
    readonly says: "app";
    readonly appId: string;
}
type Said = App | {
    readonly says: "other";
} | {
    readonly says: "idle";
} | {
    readonly says: "unknown";
};
interface Marks {
    readonly event: Seen & App & ControlFrom<"pass" | "take"> & {
        readonly previous?: string;
        readonly metadata?: string;
    };
    readonly call: Seen & Exclude<Said, {
        says: "other";
    }> & ControlFrom<"call" | "lookup" | "refusal" | "local"> & {
        readonly begunAt: number;
        readonly seenAt: number;
        readonly rough?: true;
    };
    readonly other: Seen & {
        readonly says: "other";
    } & ControlFrom<"take" | "call" | "lookup" | "refusal" | "local">;
    readonly lane: Seen & {
        readonly says: Lane;
    };
    readonly person: Seen;
    readonly expiry: Seen & {
        readonly until?: number;
        readonly of?: string;
    };
    readonly inbox: Seen & App;
    readonly echo: Seen & App;
}
interface ControlFrom<Source extends string> {
    readonly source: Source;
}
type Register = keyof Marks;
type Mark<Name extends Register = Register> = Marks[Name];
type Observation = {
    readonly [Name in Register]?: Marks[Name];
};
declare const REGISTERS: readonly Register[];
interface ThreadRecord {
    readonly registers: Observation;
    readonly changes: number;
    readonly announced: number;
    readonly announcedOwner: string;
}
declare const EMPTY_RECORD: ThreadRecord;
declare function isNewer(mark: Seen, than: Seen | undefined): boolean;
declare function mergeObservation(record: ThreadRecord, observation: Observation): ThreadRecord;
interface BeginEvent {
    readonly id: string;
    readonly thread?: string | undefined;
    readonly observation?: Observation | undefined;
    readonly sign?: {
        readonly by: "customer" | "human";
        readonly at: number;
    } | undefined;
}
interface BegunEvent {
    readonly claim: "claimed" | "leased" | "parked" | "done";
    readonly attempts: number;
    readonly firstAt: number;
    readonly record?: ThreadRecord;
    readonly journal?: Readonly<Record<string, string>>;
    readonly ahead?: readonly ParkedRun[];
}
interface ParkedRun {
    readonly id: string;
    readonly thread?: string;
    readonly body: string;
    readonly attempts: number;
    readonly firstAt: number;
    readonly record?: ThreadRecord;
    readonly journal?: Readonly<Record<string, string>>;
}
interface ParkEvent {
    readonly id: string;
    readonly thread?: string | undefined;
    readonly body: string;
}
interface Letter {
    readonly id: string;
    readonly thread?: string;
    readonly at: number;
    readonly body: string;
}
interface ListedThread {
    readonly thread: string;
    readonly owner: "self" | "others";
    readonly since: number;
    readonly customerAt?: number;
    readonly humanAt?: number;
}
interface Page<Item> {
    readonly items: readonly Item[];
    readonly cursor?: string;
}
interface EndEvent {
    readonly id: string;
    readonly outcome: "done" | "failed" | "dead";
    readonly letter?: {
        readonly thread?: string | undefined;
        readonly body: string;
    } | undefined;
}
declare const THREAD_LASTS_MS: number;
declare const DONE_FOR_MS: number;
interface Store {
    readonly isDurable: boolean;
    begin(events: readonly BeginEvent[], options: {
        readonly holder: string;
        readonly leaseMs: number;
        readonly now: number;
    }): Awaitable<readonly BegunEvent[]>;
    end(events: readonly EndEvent[], options: {
        readonly holder: string;
        readonly doneForMs: number;
        readonly now: number;
        readonly letters?: {
            readonly keepMs: number;
            readonly most: number;
        };
    }): Awaitable<void>;
    renew(ids: readonly string[], options: {
        readonly holder: string;
        readonly leaseMs: number;
        readonly now: number;
    }): Awaitable<readonly boolean[]>;
    park(events: readonly ParkEvent[], options: {
        readonly holder: string;
        readonly now: number;
    }): Awaitable<void>;
    claimParked(app: string, options: {
        readonly holder: string;
        readonly leaseMs: number;
        readonly now: number;
        readonly limit: number;
    }): Awaitable<readonly ParkedRun[]>;
    recordStep(id: string, step: {
        readonly name: string;
        readonly value: string;
    }, options: {
        readonly now: number;
    }): Awaitable<void>;
    letters(app: string, options: {
        readonly limit: number;
        readonly cursor?: string | undefined;
        readonly now: number;
    }): Awaitable<Page<Letter>>;
    retryLetter(id: string, options: {
        readonly holder: string;
        readonly leaseMs: number;
        readonly now: number;
    }): Awaitable<ParkedRun | undefined>;
    discardLetter(id: string, options: {
        readonly now: number;
    }): Awaitable<boolean>;
    observe(thread: string, observation: Observation, now: number): Awaitable<ThreadRecord>;
    read(thread: string, now: number): Awaitable<ThreadRecord>;
    claimAnnouncement(thread: string, options: {
        readonly announced: number;
        readonly leaseMs: number;
        readonly now: number;
    }): Awaitable<boolean>;
    markAnnounced(thread: string, options: {
        readonly announced: number;
        readonly owner: string;
        readonly changes: number;
        readonly listed?: "self" | "others" | undefined;
        readonly now: number;
    }): Awaitable<ThreadRecord>;
    unsettled(app: string, options: {
        readonly before: number;
        readonly limit: number;
        readonly now: number;
    }): Awaitable<readonly string[]>;
    settle(thread: string, options: {
        readonly changes: number;
        readonly now: number;
    }): Awaitable<void>;
    threads(app: string, options: {
        readonly owner: "self" | "others" | "any";
        readonly limit: number;
        readonly cursor?: string | undefined;
        readonly now: number;
    }): Awaitable<Page<ListedThread>>;
    bodies(thread: string, now: number): Awaitable<readonly {
        readonly id: string;
        readonly body: string;
    }[]>;
    replaceBody(id: string, options: {
        readonly expected: string;
        readonly body: string;
        readonly now: number;
    }): Awaitable<boolean>;
    forget(thread: string, options: {
        readonly doneForMs: number;
        readonly now: number;
    }): Awaitable<void>;
    getValue(thread: string, name: string, now: number): Awaitable<string | undefined>;
    setValue(thread: string, name: string, options: {
        readonly expected: string | undefined;
        readonly value: string | undefined;
        readonly expiresAt: number;
        readonly now: number;
    }): Awaitable<boolean>;
}
type Awaitable<T> = T | Promise<T>;
interface Clock {
    now(): number;
    setTimeout(callback: () => void, delayMs: number): unknown;
    clearTimeout(handle: unknown): void;
}
interface Logger {
    debug(fields: object, message: string): void;
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
}
interface DueTimer {
    readonly key: string;
    readonly dueAt: number;
    readonly data: string;
}
interface Scheduler {
    start(environment: {
        readonly clock: Clock;
        readonly logger: Logger;
    }): void;
    schedule(name: string, key: string, dueAt: number, data: string): Awaitable<void>;
    cancel(name: string, key: string): Awaitable<void>;
    handle(name: string, handler: (timer: DueTimer) => Awaitable<void>): void;
    runDue?(now: number, limit: number): Promise<number>;
    close(): Promise<void>;
}
declare function within<T>(clock: Pick<Clock, "setTimeout" | "clearTimeout">, promise: PromiseLike<T>, timeoutMs: number, late: () => Error): Promise<T>;
declare function threadKey(appId: string, { platform, pageId, userId }: ThreadReference): string;
declare function threadOfKey(key: string): Required<ThreadReference> | undefined;
export { DONE_FOR_MS, EMPTY_RECORD, REGISTERS, THREAD_LASTS_MS, isNewer, mergeObservation, threadKey, threadOfKey, within };
export type { BeginEvent, BegunEvent, DueTimer, EndEvent, Letter, ListedThread, Mark, Marks, Observation, ParkEvent, ParkedRun, Register, Said, Scheduler, Seen, Store, ThreadRecord };
