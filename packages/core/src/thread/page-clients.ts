import { HandoverError } from '../errors.ts';
import type { HandoverOptions } from '../options.ts';
import type { PageReference } from '../ownership/routing-modes.ts';
import type { HandoverClient } from '../ports.ts';

/** The client of each page; refuses to act on a page with the token of another (`HandoverError`, code `wrong_client`). */
export function pageClients(client: HandoverOptions['client']): (page: PageReference) => HandoverClient {
  return (page) => {
    const found = typeof client === 'function' ? client(page) : client;
    if (typeof found !== 'object' || found === null) {
      throw new HandoverError('wrong_client', `The function client gave no client for page ${page.pageId}`);
    }
    // On Instagram the calls go to the page that the account is linked to: its id is not the thread's.
    const namesPage = page.platform === 'messenger' && found.pageId !== undefined && found.pageId !== 'me';
    const foreign =
      (namesPage && found.pageId !== page.pageId) || (found.platform !== undefined && found.platform !== page.platform);
    if (!foreign) return found;
    throw new HandoverError(
      'wrong_client',
      `The client is for page ${found.pageId ?? 'me'} on ${found.platform ?? 'messenger'}, the thread is on page ${page.pageId} on ${page.platform}: pass createHandover a function as client, ({ platform, pageId }) => the client of that page`,
    );
  };
}
