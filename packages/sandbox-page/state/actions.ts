import { ApiError, addressOf, getText, post, postText, remove } from './api.ts';
import type { CallResult, ControlCall, Model } from './model.ts';
import { keyOf, pageInSight, pathOn } from './pages.ts';
import type { Place } from './place.ts';
import { personInSight, type Reader } from './reader.ts';
import type { Store } from './store.ts';

/** Parameters that the buttons of all apps share. */
export interface CallParameters {
  /** App that a pass goes to. */
  targetApp: string;
  /** Length of an extension in seconds. */
  durationSeconds: number;
  /** Metadata of a pass, take or request; empty: none. */
  metadata: string;
}

/** Everything that the page's controls do. Failures are shown on the page; no action rejects. */
export interface Actions {
  /** Goes to another place. */
  go(place: Partial<Place>): void;
  /** Goes to another page of the run, to its first thread. */
  goToPage(key: string): void;
  /** The path about the page in sight now; a path that names a page stays as it is. With one page, nothing names it. */
  here(path: string): string;
  /** Posts to a route below `/_sandbox/`, about the page in sight. Resolves to true when it took effect, else to false. */
  send(path: string, body?: unknown): Promise<boolean>;
  /** Posts to a route and resolves to the answer; undefined if the sandbox refused. */
  ask<Answer>(path: string, body?: unknown): Promise<Answer | undefined>;
  /** Posts to a route for a control that shows failures itself. Resolves to the problem in words, or to undefined. */
  problemOf(path: string, body?: unknown): Promise<string | undefined>;
  /** Deletes what a route names. */
  remove(path: string): Promise<boolean>;
  /** Removes a page of the run. If it is in sight, goes to another one first. */
  removePage(key: string): Promise<boolean>;
  /** Adds a person and goes to the new thread. */
  addPerson(name: string): Promise<boolean>;
  /** Makes a Graph call as an app, about the thread in sight. */
  call(appId: string, call: ControlCall, parameters: CallParameters): Promise<void>;
  /** Copies an entry as a shell command. Resolves to true when it is in the clipboard. */
  copyCurl(seq: number): Promise<boolean>;
  /** Copies a text. */
  copy(text: string): Promise<boolean>;
  /** Imports a session from an exported file. */
  importSession(file: File): Promise<boolean>;
  dismissResult(): void;
  dismissTrouble(): void;
}

/** Address from which the session file is downloaded. */
export function sessionAddress(): string {
  return addressOf('session');
}

/** Creates the actions of the page. */
export function createActions(store: Store<Model>, reader: Reader): Actions {
  async function attempt<Answer>(run: () => Promise<Answer>, isCall = false): Promise<Answer | undefined> {
    try {
      const answer = await run();
      if (store.get().trouble !== undefined) store.set({ trouble: undefined });
      // The result of an earlier call is out of date after any other action.
      reader.refresh(isCall ? {} : { result: undefined });
      return answer;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      store.set({ trouble: wordsOf(error) });
      return undefined;
    }
  }
  const here = (path: string): string => {
    const { pages, place } = store.get();
    const page = pages.length > 1 && !path.includes('?page=') ? pageInSight(pages, place.page) : undefined;
    return page ? pathOn(path, keyOf(page)) : path;
  };
  const done = async (run: () => Promise<unknown>): Promise<boolean> =>
    (await attempt(async () => ({ answer: await run() }))) !== undefined;

  const actions: Actions = {
    go(place) {
      const before = store.get();
      store.set({ place: { ...before.place, ...place } });
      if (place.page !== undefined && place.page !== before.place.page) {
        // The other page's state is not drawn any more: a click on it would be about a person of that page.
        store.set({ state: undefined, thread: undefined, result: undefined });
        reader.refresh();
        return;
      }
      if (place.person === undefined || place.person === before.thread?.person.id) return;
      store.set({ thread: undefined, result: undefined });
      reader.refresh();
    },
    goToPage(key) {
      const { filter } = store.get().place;
      actions.go({ page: key, person: '', entry: 0, filter: { ...filter, person: '', app: '' } });
    },
    here,
    send: (path, body) => done(() => post(here(path), body)),
    ask: (path, body) => attempt(() => post(here(path), body)),
    async problemOf(path, body) {
      try {
        await post(here(path), body);
        return undefined;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        return wordsOf(error);
      } finally {
        reader.refresh();
      }
    },
    remove: (path) => done(() => remove(path)),
    async removePage(key) {
      const { pages, place } = store.get();
      const inSight = pageInSight(pages, place.page);
      const other = pages.find((page) => keyOf(page) !== key);
      if (other && inSight && keyOf(inSight) === key) actions.goToPage(keyOf(other));
      return done(() => remove(pathOn('pages', key)));
    },
    async addPerson(name) {
      const person = await attempt(() => post<{ id: string }>(here('people'), { name }));
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
      const answer = await attempt(() => post<CallAnswer>(here(`apps/${appId}/calls`), body), true);
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
      // Queued too, because an earlier action may still have a change queued that clears the result.
      reader.refresh({ result });
    },
    async copyCurl(seq) {
      const text = await attempt(() => getText(`timeline/${seq}/curl`));
      return text === undefined ? false : actions.copy(text);
    },
    copy: (text) =>
      done(() => {
        // Browsers have the clipboard only on loopback and over HTTPS.
        if (!navigator.clipboard)
          throw new Error('This browser allows copying only over HTTPS and on loopback addresses.');
        return navigator.clipboard.writeText(text);
      }),
    importSession: (file) => done(async () => postText('session', await file.text())),
    dismissResult: () => store.set({ result: undefined }),
    dismissTrouble: () => store.set({ trouble: undefined }),
  };
  return actions;
}

function wordsOf(error: Error): string {
  return error instanceof ApiError ? error.message : `That did not work: ${error.message}`;
}

interface CallAnswer {
  status: number | null;
  /** A string when a fault answered with a gateway's HTML page. */
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
