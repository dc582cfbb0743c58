import { allPages } from './all-pages.ts';
import { type CallOptions, durationOf, type Id, idOf, metadataOf, optionalIdOf, optionsOf } from './argument-checks.ts';
import type { ClientContext } from './client-context.ts';
import { type HandoverResult, readHandoverResult } from './handover-result.ts';
import { OptionError } from './option-error.ts';
import { type Settleable, settle } from './settle-handover.ts';
import { isOlderThan, readThreadOwner, type ThreadOwner } from './thread-owner.ts';
import type { Call, CallFetch, Repeat } from './transport.ts';

/** Options of the calls that send a note to the other app. */
export interface MetadataOptions extends CallOptions {
  /**
   * A note that the other app gets in its webhook. One string: convert an object with `JSON.stringify`. Meta documents
   * no limit; above 1000 characters the client warns and still sends all of it.
   */
  readonly metadata?: string | undefined;
}

/** Options of a pass. */
export interface PassOptions extends MetadataOptions {
  /** App that gets the thread. @default the page's default app; without Conversation Routing always name the app */
  readonly targetAppId?: Id | undefined;
}

/** Options of an extension. */
export interface ExtendOptions extends CallOptions {
  /** How long control lasts from now, in seconds: 1 to 604 800 (seven days). */
  readonly durationSeconds: number;
}

/** An app with the old role of a secondary receiver. */
export interface SecondaryReceiver {
  /** App id. */
  readonly id: string;
  /** Name of the app, if Graph returns it. */
  readonly name: string | undefined;
}

/**
 * Calls that control a thread. Every call rejects with an `OptionError` on bad arguments before anything is sent, with
 * a `GraphError` if Graph refuses, and with a `ConnectionError` if no answer comes.
 *
 * If the outcome of a pass, take, release or extension is unknown (time-out, broken connection, 5xx), the client
 * settles it within the call's time by reading the owner. If the owner is what the call asked for, the call resolves.
 * If nothing has changed since the call began, the client retries, except after a time-out. Otherwise it rejects with
 * the first error.
 */
export interface HandoverCalls {
  /**
   * Passes the thread to another app, as its owner or while it is idle. Rejects as `not_owner`, or as `bad_target` for
   * an app that is not connected to the page. Source: Messenger Platform docs, Conversation Routing.
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
   * `routing_off`, or as `already_owner`, which most callers treat as done. Source: Messenger Platform docs,
   * Conversation Routing.
   *
   * @example
   * await client.takeThreadControl(psid).catch((error) => {
   *   if (!(error instanceof GraphError && error.kind === 'already_owner')) throw error;
   * });
   */
  takeThreadControl(userId: Id, options?: MetadataOptions): Promise<HandoverResult>;
  /**
   * Asks the owner for the thread, with Conversation Routing off. Resolves once Meta has forwarded the request. If the
   * owner grants it, control comes as a `pass_thread_control` delivery. The client never retries it. Source: Messenger
   * Platform docs, Conversation Routing.
   */
  requestThreadControl(userId: Id, options?: MetadataOptions): Promise<HandoverResult>;
  /**
   * Releases the thread: it becomes idle, and no app gets a delivery. Rejects as `not_owner`. Source: Messenger
   * Platform docs, Conversation Routing.
   */
  releaseThreadControl(userId: Id, options?: CallOptions): Promise<HandoverResult>;
  /**
   * Keeps the thread for longer than 24 hours after the person's last message. The messaging window does not change.
   * Rejects as `not_owner`. Source: Messenger Platform docs, Conversation Routing.
   */
  extendThreadControl(userId: Id, options: ExtendOptions): Promise<HandoverResult>;
  /**
   * Resolves to who owns the thread. An app that is neither owner nor default app sees when control ends, but not the
   * owner.
   *
   * @example
   * const owner = await client.getThreadOwner(psid);
   * if (owner.state === 'owned') console.log(owner.appId, owner.expiresAt);
   */
  getThreadOwner(userId: Id, options?: CallOptions): Promise<ThreadOwner>;
  /**
   * Resolves to whether this app owns the thread, according to Meta.
   *
   * @throws {OptionError} The client was created without `appId` (as a rejection).
   */
  isThreadOwner(userId: Id, options?: CallOptions): Promise<boolean>;
  /**
   * Resolves to the secondary receivers of the page, from all pages of the list. A leftover of the old roles: it
   * rejects as `no_role` or resolves to an empty list on most pages. Source: Messenger Platform docs, Handover Protocol
   * (withdrawn).
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
  logger,
}: ClientContext): HandoverCalls {
  const path = { pageId };
  const { inboxAppId, params } = platform;
  const looks = retries > 0;
  // Without this app's id, the owner does not show whether an unanswered take, pass or extension was carried out.
  const looksAsItself = looks && appId !== undefined;

  function bodyOf(userId: Id, metadata: string | undefined) {
    if (metadata !== undefined && metadata.length > 1000) {
      logger.warn(
        { length: metadata.length },
        'Handover metadata has more than 1000 characters: Meta may refuse or cut it',
      );
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

  /** Makes a call that changes control. If its outcome is unknown, settles it by reading the owner. */
  async function change(
    {
      signal,
      recipient,
      canSettle = looksAsItself,
    }: { signal?: AbortSignal | undefined; recipient: string; canSettle?: boolean },
    request: (fetch: CallFetch) => ReturnType<Settleable['post']>,
    asked: Pick<Settleable, 'isDone' | 'isUnchanged'>,
  ): Promise<HandoverResult> {
    const call = transport.begin(signal);
    const post = () => request(call.fetch('never', { isSettled: canSettle }));
    try {
      return readHandoverResult(await post());
    } catch (error) {
      return settle(error, {
        ...asked,
        call,
        retries,
        canSettle,
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
        // An idle thread does not count: the target may have got the thread and released it.
        isUnchanged: (owner, begunAt) => isOwn(owner) && isOlderThan(begunAt, owner),
      },
    );
  }

  function warnOfInstagramLogin(operation: string): void {
    if (host === 'graph.instagram.com')
      logger.warn({ operation }, 'graph.instagram.com is not known to support this call: use graph.facebook.com');
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
          // An owner that Meta does not name is another app. A named owner may be this app if its id is unknown.
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
        { signal, recipient: body.recipient.id, canSettle: looks },
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
            // Meta counts whole seconds, from some moment between the call and this look-up.
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
        throw new OptionError('appId', "isThreadOwner needs this app's id: give createClient the option appId");
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
