import type { Locator, Page } from 'playwright-core';

/** What a developer does with the page: finds elements by role and name, uses only clicks and keys. */
export interface OnPage {
  /** Adds a person by the plus button in Messenger. */
  addPerson(name: string): Promise<void>;
  /** Writes as the person in sight. */
  write(name: string, text: string): Promise<void>;
  /** Answers as an agent. */
  reply(name: string, text: string): Promise<void>;
  /** Answers on the shop's phone. */
  replyOnPhone(name: string, text: string): Promise<void>;
  /** Presses a button of the reader in the inbox. */
  agent(name: string, button: string): Promise<void>;
  /** A bubble in the person's Messenger with exactly this text. */
  bubble(name: string, text: string): Locator;
  /** Presses a call of an app. */
  call(app: string, call: 'Pass' | 'Take' | 'Request' | 'Release' | 'Extend'): Promise<void>;
  /** Waits until this app owns the thread in sight. */
  ownedBy(owner: string): Promise<void>;
  /** Entries of the timeline with this text in their names. */
  entries(text: string | RegExp): Locator;
}

/** Drives an open page. */
export function onPage(page: Page): OnPage {
  const send = async (label: string, button: string, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: label }).fill(text);
    await page.getByRole('button', { name: button }).click();
  };

  return {
    async addPerson(name) {
      await page.getByRole('button', { name: 'Add a person' }).click();
      const form = page.getByRole('form', { name: 'Add a person' });
      await form.getByRole('textbox', { name: 'Name' }).fill(name);
      await form.getByRole('button', { name: 'Add' }).click();
      await page.getByRole('log', { name: `${name}’s messages` }).waitFor();
    },
    write: (name, text) => send(`Write as ${name}`, `Send as ${name}`, text),
    reply: (name, text) => send(`Reply to ${name} as an agent`, `Send to ${name} as an agent`, text),
    replyOnPhone: (name, text) => send(`Reply to ${name} on the phone`, `Send to ${name} from the phone`, text),
    agent: (name, button) =>
      page
        .getByRole('group', { name: `Conversation with ${name}` })
        .getByRole('button', { name: button })
        .click(),
    bubble: (name, text) => page.getByRole('log', { name: `${name}’s messages` }).getByText(text, { exact: true }),
    call: (app, call) =>
      page
        .getByRole('group', { name: `${app}: thread control` })
        .getByRole('button', { name: call, exact: true })
        .click(),
    async ownedBy(owner) {
      const status = page.getByRole('region', { name: 'Thread control' }).getByRole('status').first();
      await status.filter({ hasText: owner }).waitFor();
    },
    entries: (text) => page.getByRole('listbox', { name: 'Timeline entries' }).getByRole('option', { name: text }),
  };
}
