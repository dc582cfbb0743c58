import type { Platform } from '../sandbox.ts';

/** How a party is drawn: a colour and a shape that belong together. */
export type PartyLook = '1' | '2' | '3' | '4' | '5' | '6' | 'inbox' | 'person' | 'none';

/** An app, the inbox, or "no app": a name with its look. */
export interface Party {
  /** App id; null: no app. */
  id: string | null;
  name: string;
  look: PartyLook;
  /** An inbox: its platform. */
  platform?: Platform;
}

const LOOKS: readonly PartyLook[] = ['1', '2', '3', '4', '5', '6'];

/** The owner of an idle thread. */
export const NO_APP: Party = { id: null, name: 'No app', look: 'none' };

/** What all pages of a run have together. */
export interface RunParties {
  apps: readonly { id: string; name: string }[];
  pages: readonly { platform: Platform; inbox: { id: string; name: string } }[];
}

/** Gives every app a look by its position among the run's apps, so that it is the same on every page and in every tab. */
export class Parties {
  /** The apps in the order of the page, then the inbox. */
  readonly all: readonly Party[];
  readonly inbox: Party;
  /** The apps of all pages, then the inbox of each platform. */
  readonly ofRun: readonly Party[];

  /**
   * @param apps The apps of the page in sight.
   * @param inbox Its inbox.
   * @param run All pages; without it, the page in sight is the only one.
   */
  constructor(
    apps: readonly { id: string; name: string }[],
    inbox: { id: string; name: string },
    run: RunParties = { apps, pages: [] },
  ) {
    const ofApp = ({ id, name }: { id: string; name: string }): Party => {
      const at = run.apps.findIndex((app) => app.id === id);
      return { id, name, look: LOOKS[at % LOOKS.length] ?? 'none' };
    };
    const inboxes = new Map(run.pages.map(({ platform, inbox: { id, name } }) => [id, { id, name, platform }]));
    this.inbox = { ...inbox, look: 'inbox' };
    this.all = [...apps.map(ofApp), this.inbox];
    this.ofRun =
      inboxes.size === 0
        ? this.all
        : [...run.apps.map(ofApp), ...[...inboxes.values()].map((one): Party => ({ ...one, look: 'inbox' }))];
  }

  /** The party of an app id; null means no app. An app that the run does not know is shown by `name` or its id. */
  of(id: string | null, name?: string): Party {
    if (id === null) return NO_APP;
    const isIt = (party: Party): boolean => party.id === id;
    return this.all.find(isIt) ?? this.ofRun.find(isIt) ?? { id, name: name ?? id, look: 'none' };
  }
}
