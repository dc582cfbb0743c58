// The public API of @handover/sandbox. Written by `node scripts/api.mjs`: a change here is a change for users.

interface CallFaultError {
    code: number;
    subcode?: number;
    message?: string;
    type?: string;
    isTransient?: boolean;
    userTitle?: string;
    userMessage?: string;
}
interface CallFault {
    do: "fail" | "delay" | "hangUp";
    times?: number;
    edge?: string;
    appId?: string;
    applied?: boolean;
    error?: CallFaultError;
    status?: number;
    body?: string;
    ms?: number;
}
interface DeliveryFault {
    do: "drop" | "duplicate" | "delay" | "reorder" | "batch" | "fail" | "hang";
    times?: number;
    appId?: string;
    event?: string;
    ms?: number;
    size?: number;
}
interface Faults {
    calls(fault: CallFault): () => void;
    deliveries(fault: DeliveryFault): () => void;
    clear(): void;
    list(): {
        calls: CallFault[];
        deliveries: DeliveryFault[];
    };
}
declare const LEAD_ADS_APP_ID = "413038776280800";
declare const BUSINESS_AI_APP_ID = "622851382610562";
declare const AXON_APP_ID = "388207815496149";
type Routing = "on" | "off" | "primary";
interface Quirks {
    idleOwnerBody: "data" | "empty";
    appIds: "string" | "number";
    echoAppId: "string" | "number" | "absent";
    previousOwner: "present" | "absent";
    newOwner: "present" | "absent";
    takeAudience: "loser" | "all";
    takeWhenOwner: "error" | "success";
    ownerVisibility: "limited" | "full";
    threadOwner: "answer" | "refuse";
    hopV2: "measured" | "roles" | "always";
    hopContext: "lead-ads" | "list" | "object";
    namedLists: boolean;
    handoverAnswer: "success" | "data";
    doneMeans: "release" | "pass" | "by-routing";
    inboxGrantsRequests: boolean;
    checkWindow: boolean;
    actionsByOthers: "refuse" | "accept";
    instagramNotOwner: "2018300" | "2534037";
    passOnEntry: boolean;
    tokenStatus: 400 | 401;
    secondaryReceivers: "error" | "empty";
    instagramHandover: "messaging" | "changes";
    instagramLogin: "partial" | "all";
    maxMetadataLength: number;
    undelivered: "status" | "call";
    echoOwnSends: boolean;
    disableAfterFailures: number;
}
interface IceBreaker {
    question: string;
    payload: string;
}
interface MenuItem {
    type: "postback" | "web_url";
    title: string;
    payload?: string;
    url?: string;
    webview_height_ratio?: "compact" | "tall" | "full";
    messenger_extensions?: boolean;
    fallback_url?: string;
    webview_share_button?: "hide" | "show";
}
interface PersistentMenu {
    locale: string;
    composer_input_disabled?: boolean;
    call_to_actions?: MenuItem[];
    disabled_surfaces?: string[];
}
interface Command {
    name: string;
    description: string;
}
interface ProfileValues {
    get_started: {
        payload: string;
    };
    greeting: {
        locale: string;
        text: string;
    }[];
    ice_breakers: IceBreaker[] | {
        locale: string;
        call_to_actions: IceBreaker[];
    }[];
    persistent_menu: PersistentMenu[];
    whitelisted_domains: string[];
    account_linking_url: string;
    commands: {
        locale: string;
        commands: Command[];
    }[];
}
type ProfileField = keyof ProfileValues;
interface Setting<T> {
    value: T;
    appId: string;
}
type Profile = {
    [Name in ProfileField]?: Setting<ProfileValues[Name]>;
};
type Platform = "messenger" | "instagram" | "whatsapp";
interface PersonProfile {
    timezone?: number;
    gender?: "female" | "male";
    username?: string;
    followerCount?: number;
    isVerifiedUser?: boolean;
    isUserFollowBusiness?: boolean;
    isBusinessFollowUser?: boolean;
}
interface SandboxPageAppOptions {
    id: string;
    accessToken?: string;
    subscribedFields?: readonly string[];
    canTake?: boolean;
    standby?: boolean;
}
interface SandboxAppOptions extends SandboxPageAppOptions {
    name?: string;
    secret?: string;
    webhookUrl?: string;
    verifyToken?: string;
    humanAgent?: boolean;
    requireAppSecretProof?: boolean;
}
interface SandboxPageOptions {
    id?: string;
    name?: string;
    accountId?: string;
    displayNumber?: string;
    phoneApp?: boolean;
    instagramId?: string;
}
interface SandboxPersonOptions {
    name: string;
    id?: string;
    username?: string;
    hidesPhone?: boolean;
    locale?: string;
    messages?: readonly string[];
}
interface SandboxPageSettings extends SandboxPageOptions {
    platform?: Platform;
    routing?: Routing;
    defaultApp?: string | null;
    apps?: readonly SandboxPageAppOptions[];
    links?: Readonly<Record<string, string>>;
    ads?: Readonly<Record<string, SandboxAd>>;
    quirks?: Partial<Quirks>;
    people?: readonly SandboxPersonOptions[];
}
interface SandboxAd {
    appId?: string;
    days?: number;
}
interface SandboxLimits {
    people: number;
    messagesPerThread: number;
    timeline: number;
    timelineCharacters: number;
    waitingDeliveries: number;
    personas: number;
    bodyBytes: number;
    multipartBytes: number;
    uploadBytes: number;
    sessionBytes: number;
    checkpoints: number;
}
interface SandboxDelivery {
    timeoutMs: number;
    patienceMs: number;
    immediateRetries: number;
    retryAfterMs: readonly number[];
    switchOffAfterMs: number;
}
interface SandboxHttpsOptions {
    port?: number;
    proxyPort?: number;
    caFile?: string;
}
interface SandboxOptions {
    port?: number;
    host?: string;
    https?: SandboxHttpsOptions;
    routing?: Routing;
    platform?: Platform;
    page?: SandboxPageOptions;
    pages?: readonly SandboxPageSettings[];
    defaultApp?: string | null;
    apps?: readonly SandboxAppOptions[];
    links?: Readonly<Record<string, string>>;
    ads?: Readonly<Record<string, SandboxAd>>;
    people?: readonly SandboxPersonOptions[];
    faults?: {
        calls?: readonly CallFault[];
        deliveries?: readonly DeliveryFault[];
    };
    quirks?: Partial<Quirks>;
    limits?: Partial<SandboxLimits>;
    delivery?: Partial<SandboxDelivery>;
    clock?: "running" | "manual";
    startAt?: number | Date;
    session?: unknown;
    $schema?: string;
}
type TimerHandle = number;
interface SandboxClock {
    now(): number;
    setTimeout(fn: () => void, ms: number): TimerHandle;
    clearTimeout(handle: unknown): void;
    advance(ms: number): Promise<void>;
}
interface AppSubscription {
    callbackUrl: string;
    verifyToken: string;
    fields: string[];
    includeValues: boolean;
}
interface AppIdentity {
    id: string;
    name: string;
    secret: string;
    webhookUrl: string | null;
    verifyToken: string;
    subscriptions: Record<string, AppSubscription | null>;
    humanAgent: boolean;
    requireAppSecretProof: boolean;
}
interface AppOnPage {
    id: string;
    accessToken: string;
    subscribedFields: string[];
    canTake: boolean;
    standby: boolean;
}
interface ResolvedApp extends AppIdentity, AppOnPage {
}
interface NumberFacts {
    accountId: string;
    displayNumber: string;
    phoneApp: boolean;
}
interface ResolvedPageNames {
    id: string;
    name: string;
    instagramId: string;
    number?: NumberFacts;
}
interface Control {
    owner: string | null;
    expiresAt: number | null;
}
type Lane = "messaging" | "standby";
type Cause = "entry" | "pass" | "take" | "request" | "release" | "extend" | "expiry" | "inbox" | "human_agent" | "lead_ad" | "ai" | "settings";
interface Named {
    id: string;
    name: string;
}
interface PageRef extends Named {
    id: string;
    platform: Platform;
}
interface Common {
    seq: number;
    at: number;
    page?: PageRef;
    person?: Named;
    owner?: Named | null;
}
interface ActionEntry extends Common {
    kind: "action";
    by: "person" | "agent" | "ai" | "settings";
    action: string;
    detail: Record<string, unknown>;
}
interface CallEntry extends Common {
    kind: "call";
    app: Named | null;
    method: string;
    path: string;
    version: string;
    params: Record<string, unknown>;
    status: number | null;
    answer?: unknown;
    error?: {
        code: number;
        subcode?: number;
        message: string;
    };
    fault?: string;
}
interface TransitionEntry extends Common {
    kind: "transition";
    person: Named;
    from: Named | null;
    to: Named | null;
    cause: Cause;
    expiresAt: number | null;
}
interface DeliveryEntry extends Common {
    kind: "delivery";
    delivery: number;
    app: Named;
    lane: Lane | "changes" | "entry";
    field: string;
    event: string;
    body: Record<string, unknown>;
    signatures: string[];
    attempt: number;
    status: number | null;
    problem?: string;
    durationMs: number;
    nextAttemptAt?: number;
    notSubscribed?: true;
    replayOf?: number;
    fault?: string;
}
interface SubscriptionEntry extends Common {
    kind: "subscription";
    app: Named;
    state: "subscribed" | "unsubscribed" | "switched_off" | "verified" | "not_verified";
    detail?: string;
}
type TimelineEntry = ActionEntry | CallEntry | TransitionEntry | DeliveryEntry | SubscriptionEntry;
interface Entry {
    id?: unknown;
    time?: unknown;
    messaging?: Record<string, unknown>[];
    standby?: Record<string, unknown>[];
    changes?: {
        field: string;
        value?: unknown;
    }[];
    hop_context?: HopContext | HopContext[];
    [key: string]: unknown;
}
type HopContext = {
    app_id: string | number;
    metadata: string;
} | {
    is_ai_thread_owner: true;
};
interface Delivery {
    appId: string;
    page: PageRef | null;
    lane: Lane | "changes" | "entry";
    field: string;
    event: string;
    person?: Named;
    object: string;
    entries: Entry[];
}
interface Job {
    delivery: Delivery;
    number: number;
    body: Record<string, unknown>;
    attempt: number;
    later: number;
    firstFailureAt: number;
    fault?: string;
    done?: () => void;
}
type PlainJob = Omit<Job, "done">;
interface DispatchState {
    lastNumber: number;
    queued: PlainJob[];
    waiting: {
        dueAt: number;
        job: PlainJob;
    }[];
    groups: {
        fault: number;
        deliveries: Delivery[];
    }[];
    illnesses: Record<string, {
        failures: number;
        switchOffAt: number;
    }>;
}
interface StoredMessage {
    mid: string;
    at: number;
    from: string | null;
    text?: string;
    attachments?: unknown[];
    replyTo?: string;
    edits: number;
    pageReaction?: string;
    quickReplyPayload?: string;
    payload?: string;
    ai?: boolean;
    deleted?: boolean;
    sending?: Sending;
    failed?: boolean;
}
interface Sending {
    callbackData?: string;
    byUserId: boolean;
    isTemplate: boolean;
}
interface Contact {
    waId: string;
    userId: string;
    hidesPhone: boolean;
}
interface PersonaFace {
    id: string;
    name: string;
    profilePictureUrl: string;
}
interface QuickReply {
    content_type?: string;
    title?: string;
    payload?: string;
}
interface ReceivedMessage {
    mid: string;
    at: number;
    appId: string;
    text?: string;
    attachments?: unknown[];
    quickReplies?: QuickReply[];
    persona?: PersonaFace;
    replyTo?: string;
    reaction?: string;
}
interface Typing {
    appId: string;
    persona?: PersonaFace;
    until?: number;
}
type Folder = "main" | "done" | "spam";
interface PersonState {
    id: string;
    name: string;
    locale: string;
    profile: PersonProfile;
    contact: Contact | null;
    control: Control;
    lastSignAt: number | null;
    folder: Folder;
    blocked: boolean;
    messages: StoredMessage[];
    received: ReceivedMessage[];
    buttons: Map<string, string>;
    userMenu: Setting<PersistentMenu[]> | null;
    referral: Record<string, unknown> | null;
    leadAd: {
        appId?: string;
    } | null;
    typing: Typing | null;
    composing: boolean;
    deliveredAt: number | null;
    readAt: number | null;
    seenAt: number | null;
    agentReadAt: number | null;
    expiryTimer: number | undefined;
}
declare const MEDIA_TYPES: readonly [
    "image",
    "audio",
    "video",
    "file"
];
type MediaType = (typeof MEDIA_TYPES)[number];
interface Upload {
    id: string;
    type: MediaType;
    at: number;
    isReusable: boolean;
    onlyFor?: string;
    sourceUrl?: string;
    file?: {
        name: string;
        mimeType: string;
        bytes: Buffer;
    };
}
interface AppState extends AppOnPage {
    name: string;
    shared: AppIdentity;
    subscribed: boolean;
    callback: {
        url: string;
        verifyToken: string;
    } | null;
}
interface PersonaState extends PersonaFace {
    originalPictureUrl: string;
}
interface LabelState {
    id: string;
    name: string;
    people: Set<string>;
}
interface CommentState {
    id: string;
    personId: string;
    at: number;
    answered: boolean;
}
interface Counters {
    run: string;
    ids: number;
    stamp: number;
    people: number;
}
interface BotEnvironment {
    GRAPH_URL: string;
    PAGE_ID: string;
    ACCOUNT_ID?: string;
    PAGE_TOKEN: string;
    APP_ID: string;
    APP_SECRET: string;
    VERIFY_TOKEN: string;
    PAGE_TOKENS?: string;
}
interface HttpsEnvironment {
    HTTPS_PROXY: string;
    https_proxy: string;
    NO_PROXY: string;
    no_proxy: string;
    NODE_USE_ENV_PROXY: string;
    NODE_EXTRA_CA_CERTS: string;
    SSL_CERT_FILE: string;
    CURL_CA_BUNDLE: string;
    REQUESTS_CA_BUNDLE: string;
}
interface SandboxHttps {
    readonly url: string;
    readonly proxyUrl: string;
    readonly caFile: string;
    readonly environment: HttpsEnvironment;
}
interface Commented {
    commentId: string;
    timestamp: number;
}
interface PersonScreen {
    greeting: string | null;
    getStarted: {
        title: string;
        payload: string;
    } | null;
    iceBreakers: IceBreaker[];
    menu: MenuItem[];
    commands: Command[];
    composerDisabled: boolean;
}
interface SayOptions {
    quickReplyPayload?: string;
    replyTo?: string;
    attachments?: readonly Record<string, unknown>[];
}
interface Said {
    mid: string;
    timestamp: number;
}
interface Person {
    readonly id: string;
    readonly contact: Contact | null;
    readonly name: string;
    readonly inbox: ReceivedMessage[];
    readonly typing: {
        appId: string;
        persona?: PersonaFace;
    } | null;
    readonly locale: string;
    readonly screen: PersonScreen;
    setLocale(locale: string): Promise<void>;
    say(text: string, options?: SayOptions): Promise<Said>;
    tap(payload: string, title?: string): Promise<Said>;
    getStarted(payload?: string): Promise<Said>;
    tapIceBreaker(question: string): Promise<Said>;
    tapMenu(title: string): Promise<Said | null>;
    type(on: boolean): Promise<void>;
    react(reaction: string, mid?: string): Promise<void>;
    unreact(mid?: string): Promise<void>;
    read(): Promise<void>;
    receive(): Promise<void>;
    edit(mid: string, text: string): Promise<void>;
    unsend(mid: string): Promise<void>;
    comment(text: string): Promise<Commented>;
    setProfile(profile: PersonProfile): Promise<void>;
    startAccountLinking(): Promise<{
        accountLinkingToken: string;
    }>;
    changeNumber(number?: string): Promise<void>;
    changeUserId(): Promise<void>;
    hidePhone(on: boolean): Promise<void>;
    followLink(ref: string): Promise<void>;
    clickAd(adId: string): Promise<void>;
    startLeadAd(options?: {
        appId?: string;
    }): Promise<void>;
    finishLeadAd(options?: {
        complete?: boolean;
        summary?: string;
    }): Promise<void>;
}
type PersonRef = string | {
    readonly id: string;
};
interface Inbox {
    readonly appId: string;
    readonly folders: {
        main: string[];
        done: string[];
        spam: string[];
    };
    reply(person: PersonRef, text: string, options?: {
        ai?: boolean;
    }): Promise<Said>;
    unsend(person: PersonRef, mid: string): Promise<void>;
    done(person: PersonRef): Promise<void>;
    moveToMain(person: PersonRef): Promise<void>;
    moveToSpam(person: PersonRef): Promise<void>;
    read(person: PersonRef): Promise<void>;
}
interface AiSayOptions {
    appId?: string;
    aiGenerated?: boolean;
}
interface AiTakeOptions {
    appId?: string;
    metadata?: string;
    times?: number;
}
interface MetaAi {
    say(person: PersonRef, text: string, options?: AiSayOptions): Promise<Said>;
    take(person: PersonRef, options?: AiTakeOptions): Promise<void>;
    release(person: PersonRef): Promise<void>;
}
interface PhoneApp {
    reply(person: PersonRef, text: string): Promise<Said>;
    edit(person: PersonRef, mid: string, text: string): Promise<void>;
    delete(person: PersonRef, mid: string): Promise<void>;
    read(person: PersonRef): Promise<void>;
}
interface AppSwitches {
    canTake?: boolean;
    standby?: boolean;
    humanAgent?: boolean;
}
interface Settings {
    setRouting(routing: Routing): void;
    setDefaultApp(appId: string | null): void;
    setApp(appId: string, switches: AppSwitches): void;
    setWebhook(appId: string, webhook: {
        url: string;
        verifyToken?: string;
    } | null): void;
    setFields(appId: string, fields: readonly string[]): void;
    setQuirks(quirks: Partial<Quirks>): void;
}
type GivenEntries = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];
interface SandboxPage extends Omit<Settings, "setWebhook"> {
    readonly id: string;
    readonly name: string;
    readonly instagramId: string;
    readonly accountId: string | null;
    readonly displayNumber: string | null;
    readonly platform: Platform;
    readonly apps: readonly ResolvedApp[];
    accessToken(appId: string): string;
    readonly people: Person[];
    person(name: string): Person;
    readonly inbox: Inbox;
    readonly phone: PhoneApp;
    readonly ai: MetaAi;
    owner(personId: string): string | null;
    readonly timeline: TimelineEntry[];
    deliver(appId: string, entry: GivenEntries, options?: {
        object?: string;
    }): Promise<void>;
    testButton(appId: string, field: string): Promise<DeliveryEntry>;
}
interface UserTokenOptions {
    lastsMs?: number;
}
type SessionUpload = Omit<Upload, "file"> & {
    file?: {
        name: string;
        mimeType: string;
        size: number;
        base64?: string;
    };
};
declare const SESSION_FORMAT = "handover-sandbox-session";
declare const SESSION_VERSION = 3;
type SessionPerson = Omit<PersonState, "buttons" | "expiryTimer"> & {
    buttons: [
        payload: string,
        appId: string
    ][];
};
interface SessionPage {
    platform: Platform;
    page: ResolvedPageNames;
    routing: Routing;
    defaultApp: string | null;
    links: Record<string, string>;
    ads: Record<string, SandboxAd>;
    quirks: Quirks;
    apps: (AppOnPage & Pick<AppState, "subscribed" | "callback">)[];
    names: {
        name: string;
        id: string;
    }[];
    people: SessionPerson[];
    personas: PersonaState[];
    labels: (Omit<LabelState, "people"> & {
        people: string[];
    })[];
    comments: CommentState[];
    uploads: SessionUpload[];
    profile: Profile;
}
interface SandboxSession {
    format: typeof SESSION_FORMAT;
    version: typeof SESSION_VERSION;
    now: number;
    apps: AppIdentity[];
    pages: SessionPage[];
    counters: Counters;
    faults: {
        calls: CallFault[];
        deliveries: DeliveryFault[];
    };
    deliveries: DispatchState;
    timeline: {
        last: number;
        entries: TimelineEntry[];
    };
}
interface CheckpointSummary {
    name: string;
    savedAt: number;
}
interface Checkpoints {
    save(name: string): void;
    restore(name: string): Promise<void>;
    get(name: string): SandboxSession;
    delete(name: string): void;
    list(): CheckpointSummary[];
}
interface Sandbox extends Settings {
    readonly url: string;
    readonly https: SandboxHttps | null;
    readonly page: SandboxPage;
    readonly pages: readonly SandboxPage[];
    getPage(idOrName: string, platform?: Platform): SandboxPage;
    addPage(settings?: SandboxPageSettings): SandboxPage;
    removePage(idOrName: string, platform?: Platform): void;
    readonly apps: readonly ResolvedApp[];
    environment(appId?: string): BotEnvironment;
    userToken(appId: string, options?: UserTokenOptions): string;
    authorizationCode(appId: string, redirectUri: string): string;
    readonly people: Person[];
    person(name: string): Person;
    readonly inbox: Inbox;
    readonly phone: PhoneApp;
    readonly ai: MetaAi;
    owner(personId: string): string | null;
    readonly clock: SandboxClock;
    readonly faults: Faults;
    readonly timeline: TimelineEntry[];
    on(event: "entry", fn: (entry: TimelineEntry) => void): () => void;
    settled(): Promise<void>;
    verifyWebhook(appId: string): Promise<true>;
    deliver(appId: string, entry: GivenEntries, options?: {
        object?: string;
    }): Promise<void>;
    testButton(appId: string, field: string): Promise<DeliveryEntry>;
    replay(seq: number): Promise<DeliveryEntry>;
    exportSession(): SandboxSession;
    importSession(session: unknown): Promise<void>;
    readonly checkpoints: Checkpoints;
    reset(): Promise<void>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
declare function createSandbox(options?: SandboxOptions): Promise<Sandbox>;
declare class OptionError extends Error {
    readonly name = "OptionError";
    readonly code = "bad_option";
    readonly kind = "invalid";
}
interface CliOptions {
    readonly name?: string;
}
declare function runCli(args: readonly string[], { name }?: CliOptions): Promise<number>;
interface FollowingTimer {
    unref(): FollowingTimer;
    ref(): FollowingTimer;
}
interface FollowingClock {
    now(): number;
    setTimeout(callback: () => void, delayMs: number): FollowingTimer;
    clearTimeout(handle: unknown): void;
    readonly ready: Promise<void>;
    readonly following: boolean;
    close(): void;
}
declare function sandboxClock(url: string): FollowingClock;
declare function formatTimelineEntry(entry: TimelineEntry): string;
declare const INSTAGRAM_INBOX_ID = "1217981644879628";
declare const PAGE_INBOX_ID = "263902037430900";
declare const PHONE_APP_ID = "990000000000001";
export { AXON_APP_ID, BUSINESS_AI_APP_ID, INSTAGRAM_INBOX_ID, LEAD_ADS_APP_ID, OptionError, PAGE_INBOX_ID, PHONE_APP_ID, createSandbox, formatTimelineEntry, runCli, sandboxClock };
export type { ActionEntry, AiSayOptions, AiTakeOptions, AppIdentity, AppOnPage, AppSubscription, AppSwitches, BotEnvironment, CallEntry, CallFault, CallFaultError, Cause, CheckpointSummary, Checkpoints, CliOptions, Command, Commented, Contact, DeliveryEntry, DeliveryFault, Faults, Folder, FollowingClock, FollowingTimer, GivenEntries, HttpsEnvironment, IceBreaker, Inbox, Lane, MenuItem, MetaAi, Named, PageRef, PersistentMenu, Person, PersonProfile, PersonRef, PersonScreen, PersonaFace, PhoneApp, Platform, Profile, ProfileValues, QuickReply, Quirks, ReceivedMessage, ResolvedApp, Routing, Said, Sandbox, SandboxAd, SandboxAppOptions, SandboxClock, SandboxDelivery, SandboxHttps, SandboxHttpsOptions, SandboxLimits, SandboxOptions, SandboxPage, SandboxPageAppOptions, SandboxPageOptions, SandboxPageSettings, SandboxPersonOptions, SandboxSession, SayOptions, Sending, SessionPage, SessionPerson, SessionUpload, Setting, Settings, SubscriptionEntry, TimelineEntry, TimerHandle, TransitionEntry, Typing, UserTokenOptions };
