/** How a party is drawn: a colour and a shape that belong together. */
export type PartyLook = '1' | '2' | '3' | '4' | '5' | '6' | 'inbox' | 'person' | 'none';

/** An app, the inbox, or "no app": a name with its look. */
export interface Party {
  /** App id; null: no app. */
  id: string | null;
  name: string;
  look: PartyLook;
}

const LOOKS: readonly PartyLook[] = ['1', '2', '3', '4', '5', '6'];

/** The owner of an idle thread. */
export const NO_APP: Party = { id: null, name: 'No app', look: 'none' };

/** Gives every app a look by its position among the page's apps, so that it is the same in every tab. */
export class Parties {
  /** The apps in the order of the page, then the inbox. */
  readonly all: readonly Party[];
  readonly inbox: Party;

  constructor(apps: readonly { id: string; name: string }[], inbox: { id: string; name: string }) {
    this.inbox = { ...inbox, look: 'inbox' };
    this.all = [
      ...apps.map(({ id, name }, at): Party => ({ id, name, look: LOOKS[at % LOOKS.length] ?? '1' })),
      this.inbox,
    ];
  }

  /** The party of an app id; null means no app. An app that the page does not know is shown by `name` or its id. */
  of(id: string | null, name?: string): Party {
    if (id === null) return NO_APP;
    return this.all.find((party) => party.id === id) ?? { id, name: name ?? id, look: 'none' };
  }
}
