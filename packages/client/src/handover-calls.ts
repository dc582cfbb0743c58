import { allPages } from './all-pages.ts';
import { type CallOptions, durationOf, type Id, idOf, metadataOf, optionalIdOf, optionsOf } from './argument-checks.ts';
import type { ClientContext } from './client-context.ts';
import { type HandoverResult, readHandoverResult } from './handover-result.ts';
import { OptionError } from './option-error.ts';
import { type Settleable, settle } from './settle-handover.ts';
import { isOlderThan, readThreadOwner, type ThreadOwner } from './thread-owner.ts';
import type { Call, CallFetch, Repeat } from './transport.ts';

/** Options of the calls that carry a note for the other app. */
export interface MetadataOptions extends CallOptions {
  /**
   * A note that reaches the other app in its webhook. One string: print an object with `JSON.stringify`. Meta documents no
   * limit; above 1000 characters the client warns and sends it whole.
   */
  readonly metadata?: string | undefined;
}

/** Options of a pass. */
export interface PassOptions extends MetadataOptions {
  /** App that shall own the thread. Left out, the default app of the page; without Conversation Routing always name it. */
  readonly targetAppId?: Id | undefined;
}

/** Options of an extension. */
export interface ExtendOptions extends CallOptions {
  /** How long control shall last from now on, in seconds: 1 to 604 800 (seven days). */
  readonly durationSeconds: number;
}

/** An app with the old role of a secondary receiver. */
export interface SecondaryReceiver {
  /** App id. */
  readonly id: string;
  /** Name of the app, where Graph tells it. */
  readonly name: string | undefined;
}

/**
 * Thread control. Every call rejects with an `OptionError` on bad arguments before anything is sent, with a
 * `GraphError` where Graph refuses, and with a `ConnectionError` where no answer came.
 *
 * A pass, take, release or extension whose outcome is unknown (time-out, broken connection, 5xx) is settled within the
 * call's time: the owner is read; if it is what was asked for, the call resolves; if nothing has changed since the call
 * began, the call is repeated, unless it got no answer in time; where neither can be known, it rejects with the first error.
 */
export interface HandoverCalls {
  /**
   * Passes the thread to another app, as its owner or while it is idle. Rejects as `not_owner`, or as `bad_target` for an
   * app that is not connected to the page. Source: Messenger Platform docs, Conversation Routing.
   *
   * @example
   * await client.passThreadControl(psid, { targetAppId: '880042117756310', metadata: 'asked for a person' });
   */
  passThreadControl(userId: Id, options?: PassOptions): Promise<HandoverResult>;
  /**
   * Passes the thread to Meta's inbox, where people answer: the Page Inbox, on Instagram the Instagram inbox.
   *
   * @example
   * await client.sendMessage(psid, 'One moment, please.');
   * await client.passThreadControlToPageInbox(psid, { metadata: 'asked for a person' });
   */
  passThreadControlToPageInbox(userId: Id, options?: MetadataOptions): Promise<HandoverResult>;
  /**
   * Takes the thread from its owner; needs Conversation Routing on and this app's toggle in page settings. Rejects as
   * `routing_off`, or as `already_owner`, which most callers treat as done. Source: Messenger Platform docs, Conversation
   * Routing.
   *
   * @example
   * await client.takeThreadControl(psid).catch((error) => {
   *   if (!(error instanceof GraphError && error.kind === 'already_owner')) throw error;
   * });
   */
  takeThreadControl(userId: Id, options?: MetadataOptions): Promise<HandoverResult>;
  /**
   * Asks the owner for the thread, with Conversation Routing off. Resolves once Meta has asked; control comes, if at all,
   * as a `pass_thread_control` delivery. Never repeated by the client. Source: Messenger Platform docs, Conversation Routing.
   */
  requestThreadControl(userId: Id, options?: MetadataOptions): Promise<HandoverResult>;
  /** Gives the thread up: it is idle, and no app is told. Rejects as `not_owner`. Source: Messenger Platform docs, Conversation Routing. */
  releaseThreadControl(userId: Id, options?: CallOptions): Promise<HandoverResult>;
  /**
   * Keeps the thread for longer than the 24 hours after the person's last message. The messaging window stays what it is.
   * Rejects as `not_owner`. Source: Messenger Platform docs, Conversation Routing.
   */
  extendThreadControl(userId: Id, options: ExtendOptions): Promise<HandoverResult>;
  /**
   * Who owns the thread. Apps that are neither owner nor default app learn when control ends, not whose it is.
   *
   * @example
   * const owner = await client.getThreadOwner(psid);
   * if (owner.state === 'owned') console.log(owner.appId, owner.expiresAt);
   */
  getThreadOwner(userId: Id, options?: CallOptions): Promise<ThreadOwner>;
  /**
   * Whether this app owns the thread, by Meta's word.
   *
   * @throws {OptionError} The client was created without `appId` (as a rejection).
   */
  isThreadOwner(userId: Id, options?: CallOptions): Promise<boolean>;
  /**
   * The secondary receivers of the page, from all pages of the list: a leftover of the old roles, which rejects as
   * `no_role` or gives an empty list on most pages. Source: Messenger Platform docs, Handover Protocol (withdrawn).
   */
  getSecondaryReceivers(options?: CallOptions): Promise<SecondaryReceiver[]>;
}

/** The group of calls about thread control. */
export function handoverCalls({
  api,
  transport,
  appId,
  pageId,
  platform,
  host,
  retries,
  warn,
}: ClientContext): HandoverCalls {
  const path = { pageId };
  const { inboxAppId, params } = platform;
  const looks = retries > 0;
  // Without an own id the owner says nothing of a take, a pass or an extension that got no answer.
  const looksAsItself = looks && appId !== undefined;

  function bodyOf(userId: Id, metadata: string | undefined) {
    if (metadata !== undefined && metadata.length > 1000) {
      warn({ length: metadata.length }, 'handover metadata above 1000 characters may be refused or cut by Meta');
    }
    return { recipient: { id: idOf(userId, 'userId') }, ...(metadata !== undefined && { metadata }), ...params };
  }

  async function ownerOf(call: Call, recipient: string, repeat: Repeat): Promise<ThreadOwner> {
    return readThreadOwner(
      await api.GET('/{pageId}/thread_owner', {
        params: { path, query: { recipient, ...params } },
        fetch: call.fetch(repeat),
      }),
    );
  }

  function isOwn(owner: ThreadOwner): boolean {
    return owner.state === 'owned' && owner.appId !== undefined && owner.appId === appId;
  }

  /** A call that changes control: made, and settled by a look at the owner where its outcome is unknown. */
  async function change(
    {
      signal,
      recipient,
      isTold = looksAsItself,
    }: { signal?: AbortSignal | undefined; recipient: string; isTold?: boolean },
    request: (fetch: CallFetch) => ReturnType<Settleable['post']>,
    asked: Pick<Settleable, 'isDone' | 'isUnchanged'>,
  ): Promise<HandoverResult> {
    const call = transport.begin(signal);
    const post = () => request(call.fetch('never', { isSettled: isTold }));
    try {
      return readHandoverResult(await post());
    } catch (error) {
      return settle(error, {
        ...asked,
        call,
        retries,
        isTold,
        post,
        readOwner: () => ownerOf(call, recipient, 'never'),
      });
    }
  }

  function pass(userId: Id, target: Id | undefined, options: MetadataOptions): Promise<HandoverResult> {
    const { signal } = optionsOf(options);
    const targetAppId = optionalIdOf(target, 'targetAppId');
    const body = {
      ...bodyOf(userId, metadataOf(options.metadata)),
      ...(targetAppId !== undefined && { target_app_id: targetAppId }),
    };
    return change(
      { signal, recipient: body.recipient.id },
      (fetch) => api.POST('/{pageId}/pass_thread_control', { params: { path }, body, fetch }),
      {
        isDone: (owner) => owner.state === 'owned' && owner.appId !== undefined && owner.appId === targetAppId,
        // An idle thread may be one that the target was passed and released.
        isUnchanged: (owner, begunAt) => isOwn(owner) && isOlderThan(begunAt, owner),
      },
    );
  }

  function warnOfInstagramLogin(operation: string): void {
    if (host === 'graph.instagram.com')
      warn({ operation }, 'graph.instagram.com is not known to support this call: use graph.facebook.com');
  }

  return {
    passThreadControl: async (userId, options = {}) => pass(userId, optionsOf(options).targetAppId, options),

    passThreadControlToPageInbox: async (userId, options = {}) => pass(userId, inboxAppId, options),

    async takeThreadControl(userId, options = {}) {
      const { metadata, signal } = optionsOf(options);
      const body = bodyOf(userId, metadataOf(metadata));
      warnOfInstagramLogin('take_thread_control');
      return change(
        { signal, recipient: body.recipient.id },
        (fetch) => api.POST('/{pageId}/take_thread_control', { params: { path }, body, fetch }),
        {
          isDone: isOwn,
          // An owner that Meta does not name to us is another app; a named one may be us where we don't know our own id.
          isUnchanged: (owner, begunAt) =>
            owner.state === 'idle' ||
            (isOlderThan(begunAt, owner) &&
              (owner.appId === undefined || (appId !== undefined && owner.appId !== appId))),
        },
      );
    },

    async requestThreadControl(userId, options = {}) {
      const { metadata, signal } = optionsOf(options);
      const body = bodyOf(userId, metadataOf(metadata));
      warnOfInstagramLogin('request_thread_control');
      const fetch = transport.begin(signal).fetch('never');
      return readHandoverResult(await api.POST('/{pageId}/request_thread_control', { params: { path }, body, fetch }));
    },

    async releaseThreadControl(userId, options = {}) {
      const { signal } = optionsOf(options);
      const body = bodyOf(userId, undefined);
      return change(
        { signal, recipient: body.recipient.id, isTold: looks },
        (fetch) => api.POST('/{pageId}/release_thread_control', { params: { path }, body, fetch }),
        {
          isDone: (owner) => owner.state === 'idle',
          isUnchanged: (owner, begunAt) => isOwn(owner) && isOlderThan(begunAt, owner),
        },
      );
    },

    async extendThreadControl(userId, options) {
      const { durationSeconds, signal } = optionsOf(options);
      const duration = durationOf(durationSeconds);
      const body = { ...bodyOf(userId, undefined), duration };
      return change(
        { signal, recipient: body.recipient.id },
        (fetch) => api.POST('/{pageId}/extend_thread_control', { params: { path }, body, fetch }),
        {
          isDone: (owner, begunAt) => {
            if (owner.state === 'idle' || !isOwn(owner)) return false;
            const endsInMs = (owner.expiresAt?.getTime() ?? 0) - owner.at;
            const elapsedMs = performance.now() - begunAt;
            // Meta counts whole seconds, and from some moment between the call and this look.
            return endsInMs <= duration * 1000 + 2000 && endsInMs >= duration * 1000 - elapsedMs - 2000;
          },
          isUnchanged: isOwn,
        },
      );
    },

    async getThreadOwner(userId, options = {}) {
      const { signal } = optionsOf(options);
      return ownerOf(transport.begin(signal), idOf(userId, 'userId'), 'read');
    },

    async isThreadOwner(userId, options = {}) {
      const { signal } = optionsOf(options);
      const recipient = idOf(userId, 'userId');
      if (appId === undefined)
        throw new OptionError('appId', 'isThreadOwner needs to know this app: give createClient the option appId');
      const owner = await ownerOf(transport.begin(signal), recipient, 'read');
      return isOwn(owner);
    },

    async getSecondaryReceivers(options = {}) {
      const { signal } = optionsOf(options);
      const call = transport.begin(signal);
      const receivers = await allPages('secondary_receivers', (after) => {
        const query = { fields: 'id,name', limit: 100, ...params, ...(after !== undefined && { after }) };
        return api.GET('/{pageId}/secondary_receivers', { params: { path, query }, fetch: call.fetch('read') });
      });
      return receivers.map(({ id, name }) => ({ id: String(id), name }));
    },
  };
}
