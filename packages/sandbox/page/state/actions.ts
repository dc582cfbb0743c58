import { texts } from '../texts.ts';
import { ApiError, addressOf, getText, post, postText, remove } from './api.ts';
import type { CallResult, ControlCall, Model } from './model.ts';
import type { Place } from './place.ts';
import { personInSight, type Reader } from './reader.ts';
import type { Store } from './store.ts';

/** Parameters that the buttons of all apps share. */
export interface CallParameters {
  /** App that a pass goes to. */
  targetApp: string;
  /** Length of an extension in seconds. */
  durationSeconds: number;
  /** Goes with a pass, take or request; empty: none. */
  metadata: string;
}

/** Everything that a control of the page does. Trouble is shown on the page; none of them rejects. */
export interface Actions {
  /** Looks at something else. */
  go(place: Partial<Place>): void;
  /** Posts to a route below `/_sandbox/`; true once it took effect. */
  send(path: string, body?: unknown): Promise<boolean>;
  /** The same, with the answer; undefined where it was refused. */
  ask<Answer>(path: string, body?: unknown): Promise<Answer | undefined>;
  /** The same where trouble is shown beside the control: what was wrong in words, or undefined. */
  problemOf(path: string, body?: unknown): Promise<string | undefined>;
  /** Takes back what a route names. */
  remove(path: string): Promise<boolean>;
  /** Makes a person and looks at the new thread. */
  addPerson(name: string): Promise<boolean>;
  /** Lets an app call Graph about the thread in sight. */
  call(appId: string, call: ControlCall, parameters: CallParameters): Promise<void>;
  /** Copies an entry as a line for a shell; true once it is in the clipboard. */
  copyCurl(seq: number): Promise<boolean>;
  /** Copies a text. */
  copy(text: string): Promise<boolean>;
  /** Imports a session from a file that an export wrote. */
  importSession(file: File): Promise<boolean>;
  dismissResult(): void;
  dismissTrouble(): void;
}

/** Address of the session as a file. */
export function sessionAddress(): string {
  return addressOf('session');
}

/** What the page can do. */
export function createActions(store: Store<Model>, reader: Reader): Actions {
  async function attempt<Answer>(run: () => Promise<Answer>, isCall = false): Promise<Answer | undefined> {
    try {
      const answer = await run();
      if (store.get().trouble !== undefined) store.set({ trouble: undefined });
      // What came of an earlier call says nothing of what was done since.
      reader.refresh(isCall ? {} : { result: undefined });
      return answer;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      store.set({ trouble: wordsOf(error) });
      return undefined;
    }
  }
  const done = async (run: () => Promise<unknown>): Promise<boolean> =>
    (await attempt(async () => ({ answer: await run() }))) !== undefined;

  const actions: Actions = {
    go(place) {
      const before = store.get();
      store.set({ place: { ...before.place, ...place } });
      if (place.person === undefined || place.person === before.thread?.person.id) return;
      store.set({ thread: undefined, result: undefined });
      reader.refresh();
    },
    send: (path, body) => done(() => post(path, body)),
    ask: (path, body) => attempt(() => post(path, body)),
    async problemOf(path, body) {
      try {
        await post(path, body);
        return undefined;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        return wordsOf(error);
      } finally {
        reader.refresh();
      }
    },
    remove: (path) => done(() => remove(path)),
    async addPerson(name) {
      const person = await attempt(() => post<{ id: string }>('people', { name }));
      if (person) actions.go({ person: person.id });
      return person !== undefined;
    },
    async call(appId, call, { targetApp, durationSeconds, metadata }) {
      const { state, place } = store.get();
      const person = personInSight(state, place.person);
      if (person === undefined) return;
      const body = {
        call,
        person,
        ...(call === 'pass' ? { targetApp } : {}),
        ...(call === 'extend' ? { durationSeconds } : {}),
        ...(metadata !== '' && call !== 'release' && call !== 'extend' ? { metadata } : {}),
      };
      const answer = await attempt(() => post<CallAnswer>(`apps/${appId}/calls`, body), true);
      if (!answer) return;
      const error = typeof answer.body === 'object' ? answer.body?.error : undefined;
      const result: CallResult = {
        appId,
        call,
        status: answer.status,
        ...(error ? { error: plainError(error) } : {}),
        ...(answer.problem === undefined ? {} : { problem: answer.problem }),
      };
      store.set({ result });
      // An earlier deed may be about to take the result away that was there before.
      reader.refresh({ result });
    },
    async copyCurl(seq) {
      const text = await attempt(() => getText(`timeline/${seq}/curl`));
      return text === undefined ? false : actions.copy(text);
    },
    copy: (text) =>
      done(() => {
        // Browsers have it on loopback and over HTTPS alone.
        if (!navigator.clipboard) throw new Error(texts.trouble.noClipboard);
        return navigator.clipboard.writeText(text);
      }),
    importSession: (file) => done(async () => postText('session', await file.text())),
    dismissResult: () => store.set({ result: undefined }),
    dismissTrouble: () => store.set({ trouble: undefined }),
  };
  return actions;
}

function wordsOf(error: Error): string {
  return error instanceof ApiError ? error.message : texts.trouble.other(error.message);
}

interface CallAnswer {
  status: number | null;
  /** A gateway's page is a text. */
  body: { error?: GraphErrorBody } | string | null;
  problem?: string;
}

interface GraphErrorBody {
  code: number;
  error_subcode?: number;
  message: string;
}

function plainError({ code, error_subcode: subcode, message }: GraphErrorBody): NonNullable<CallResult['error']> {
  return { code, message, ...(subcode === undefined ? {} : { subcode }) };
}
