// The public API of @handover/testkit. Written by `node scripts/api.mjs`: a change here is a change for users.

import { Awaitable, HandoverRequest, Clock } from "@handover/core";
import { Scheduler, Store } from "@handover/core/store";
interface ContractCase<Make> {
    readonly name: string;
    run(make: Make): Promise<void>;
}
type Item = Readonly<Record<string, unknown>>;
interface ItemOptions {
    readonly pageId?: string;
    readonly userId?: string;
    readonly userRef?: string;
    readonly timestamp?: number;
}
declare const SAMPLE_IDS: {
    readonly pageId: "804155501230077";
    readonly userId: "7312004455667788";
};
declare const items: {
    message(options?: ItemOptions & {
        text?: string;
        mid?: string;
        payload?: string;
        referral?: Item;
    }): Item;
    unsend(options?: ItemOptions & {
        mid?: string;
        echo?: boolean;
    }): Item;
    echo(options?: ItemOptions & {
        appId?: string;
        text?: string;
        mid?: string;
        metadata?: string;
        ai?: boolean;
    }): Item;
    postback(options?: ItemOptions & {
        payload?: string;
        title?: string;
        mid?: string;
        referral?: Item;
    }): Item;
    referral(options?: ItemOptions & {
        referral?: Item;
    }): Item;
    optin(options?: ItemOptions & {
        type?: string;
        payload?: string;
        token?: string;
        status?: string;
        expiresAt?: number;
    }): Item;
    pass(options?: ItemOptions & {
        from?: string | null;
        to?: string;
        metadata?: string;
    }): Item;
    take(options?: ItemOptions & {
        from?: string | null;
        to?: string;
        metadata?: string;
    }): Item;
    request(options?: ItemOptions & {
        by?: string | number;
        metadata?: string;
    }): Item;
};
interface DeliveryOptions {
    readonly object?: string;
    readonly pageId?: string;
    readonly time?: number;
    readonly messaging?: readonly unknown[];
    readonly standby?: readonly unknown[];
    readonly changes?: readonly unknown[];
    readonly hopContext?: unknown;
    readonly more?: Readonly<Record<string, unknown>>;
}
declare function delivery({ object, pageId, time, messaging, standby, changes, hopContext, more, }: DeliveryOptions): {
    object: string;
    entry: Record<string, unknown>[];
};
interface DashboardTestOptions {
    readonly object?: string;
    readonly field?: string;
    readonly value?: unknown;
    readonly time?: number;
}
declare function dashboardTest({ object, field, value, time, }?: DashboardTestOptions): {
    object: string;
    entry: Record<string, unknown>[];
};
declare function rejects(promise: Promise<unknown>, expected?: string | RegExp | ((error: Error) => boolean)): Promise<Error>;
interface SchedulerSubject {
    readonly scheduler: Scheduler;
    now(): number;
    advance(ms: number): Promise<void>;
    another?(): Awaitable<Scheduler>;
    close?(): Awaitable<unknown>;
}
type MakeScheduler = () => Awaitable<SchedulerSubject>;
declare const schedulerContract: readonly ContractCase<MakeScheduler>[];
declare const runDueContract: readonly ContractCase<MakeScheduler>[];
interface SignedRequest extends HandoverRequest {
    readonly method: "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
}
declare function escapedJson(body: unknown): Uint8Array;
declare function signedRequest(body: unknown, appSecret: string): SignedRequest;
interface StoreSubject {
    readonly store: Store;
    another?(): Awaitable<Store>;
    size?(): Awaitable<number>;
    close?(): Awaitable<unknown>;
}
type MakeStore = () => Awaitable<Store | StoreSubject>;
declare const storeContract: readonly ContractCase<MakeStore>[];
interface TestClock extends Clock {
    advance(ms: number): Promise<void>;
    readonly timers: number;
}
declare function testClock(startAt?: number): TestClock;
interface ChangeOptions {
    readonly pageId?: string;
    readonly phone?: string | null;
    readonly bsuid?: string | null;
    readonly mid?: string;
    readonly timestamp?: number;
}
declare const SAMPLE_NUMBER: {
    readonly pageId: "550000000000002";
    readonly phone: "351960000003";
    readonly bsuid: "PT.70418855230019";
};
interface Change {
    readonly field: string;
    readonly value: Item;
}
declare const whatsappChanges: {
    message(options?: ChangeOptions & {
        text?: string;
        payload?: string;
        content?: Item;
    }): Change;
    phoneEcho(options?: ChangeOptions & {
        text?: string;
        content?: Item;
    }): Change;
    status(options?: ChangeOptions & {
        status?: string;
        errors?: readonly unknown[];
    }): Change;
    userChanged(options?: ChangeOptions & {
        newPhone?: string;
        newBsuid?: string;
    }): Change;
    standbyMessage(options?: ChangeOptions & {
        text?: string;
    }): Change;
    standbyEcho(options?: ChangeOptions & {
        text?: string;
    }): Change;
    passed(options?: ChangeOptions & {
        from?: string;
        to?: string;
        metadata?: string;
    }): Change;
    taken(options?: ChangeOptions & {
        from?: string;
        to?: string;
        metadata?: string;
    }): Change;
};
export { SAMPLE_IDS, SAMPLE_NUMBER, dashboardTest, delivery, escapedJson, items, rejects, runDueContract, schedulerContract, signedRequest, storeContract, testClock, whatsappChanges };
export type { Change, ChangeOptions, ContractCase, DashboardTestOptions, DeliveryOptions, Item, ItemOptions, MakeScheduler, MakeStore, SchedulerSubject, SignedRequest, StoreSubject, TestClock };
