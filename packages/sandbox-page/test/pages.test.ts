import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { violations } from './support/axe.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { DESK, startStage } from './support/stage.ts';

const pages = suite('several pages on the page');
let browser: TestBrowser;

pages.before(async () => {
  browser = await startBrowser();
});
pages.after(() => browser.close());

pages('people, inbox, owner, settings and timeline follow the chosen page, and the address keeps it', async () => {
  const { sandbox, close } = await startStage({
    pages: [
      { id: '1001', name: 'Shop' },
      { id: '1001', platform: 'instagram', instagramId: '17841400000001001', routing: 'off' },
      { id: '1002', name: 'Cafe', apps: [{ id: DESK }] },
    ],
  });
  const cafe = sandbox.getPage('Cafe');
  await sandbox.person('Ana').say('From the shop');
  const page = await browser.open(sandbox.url);
  const { addPerson, write, reply, bubble, ownedBy, entries } = onPage(page);
  const chooser = page.getByRole('combobox', { name: 'Page', exact: true });
  await bubble('Ana', 'From the shop').waitFor();
  assert.equal(await chooser.getByRole('option').allTextContents(), [
    'Shop, Messenger',
    'Shop, Instagram',
    'Cafe, Messenger',
  ]);

  await chooser.selectOption('Cafe, Messenger');
  await addPerson('Ana');
  await write('Ana', 'From the cafe');
  await bubble('Ana', 'From the cafe').waitFor();
  await ownedBy('Acme Desk');
  assert.is(await page.getByRole('group', { name: 'Acme Bot: thread control' }).count(), 0);
  await reply('Ana', 'Welcome to the cafe');
  await ownedBy('Page Inbox');
  assert.equal(
    cafe.people.map(({ inbox }) => inbox.map(({ text }) => text)),
    [['Welcome to the cafe']],
  );
  assert.is(await entries(/From the shop/).count(), 0);
  await page.getByRole('combobox', { name: 'Pages of the timeline' }).selectOption('All pages');
  await entries(/Ana writes.*From the shop.*Shop, Messenger/)
    .first()
    .waitFor();
  await entries(/Ana writes.*From the cafe.*Cafe/)
    .first()
    .waitFor();
  await page.getByRole('combobox', { name: 'App', exact: true }).selectOption('Acme Bot');

  await page.reload();
  await bubble('Ana', 'From the cafe').waitFor();
  assert.match(page.url(), /page=messenger\.1002/);
  await chooser.selectOption('Shop, Instagram');
  await page.getByRole('region', { name: 'Instagram Inbox' }).waitFor();
  await page.getByRole('button', { name: 'Routing off: open the settings' }).waitFor();
  await page.getByText('There is no thread yet. Add a person in Instagram.').waitFor();
  await addPerson('Mia');
  await write('Mia', 'From Instagram');
  await reply('Mia', 'Welcome to Instagram');
  await ownedBy('Instagram Inbox');
  await entries(/Welcome to Instagram/)
    .first()
    .click();
  await page.getByRole('region', { name: 'Inspector' }).getByText('Shop (1001, Instagram)').waitFor();
  assert.equal(await violations(page), []);
  await page.context().close();
  await close();
});

pages('pages are added and removed in the settings; with one page nothing speaks of several', async () => {
  const { sandbox, close } = await startStage({ page: { id: '1001', name: 'Shop' } });
  await sandbox.person('Ana').say('Hello!');
  const narrow = { viewport: { width: 375, height: 740 } };
  // The id of a page that there is already, and the state of a page that another tab has removed.
  const page = await browser.open(sandbox.url, narrow, /status of 400 .*\/_sandbox\/pages$|status of 404 .*page=1002/);
  const chooser = page.getByRole('combobox', { name: 'Page', exact: true });
  const openSettings = (): Promise<void> => page.getByRole('button', { name: 'Settings', exact: true }).click();
  await onPage(page).bubble('Ana', 'Hello!').waitFor();
  await openSettings();
  const dialog = page.getByRole('dialog');
  const form = dialog.getByRole('form', { name: 'Add a page' });
  assert.is(await dialog.getByRole('list', { name: 'Pages of this sandbox' }).count(), 0);
  await form.getByRole('textbox', { name: 'Id (optional)' }).fill('1001');
  await form.getByRole('button', { name: 'Add the page' }).click();
  await dialog.getByRole('alert').getByText('the same id', { exact: false }).waitFor();
  await form.getByRole('combobox', { name: 'Platform' }).selectOption('Instagram');
  await form.getByRole('button', { name: 'Add the page' }).click();
  await dialog.getByText('Routing, apps, profile and quirks are those of Shop, Messenger.', { exact: false }).waitFor();
  assert.equal(await violations(page), []);
  const overhang = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.settings-body'))`;
  assert.is(await page.evaluate(overhang), 0);
  await page.keyboard.press('Escape');

  await chooser.selectOption('Shop, Instagram');
  await page.getByRole('region', { name: 'Instagram', exact: true }).waitFor();
  assert.equal(await violations(page), []);
  assert.ok(((await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number) <= 0);
  await openSettings();
  await dialog.getByRole('button', { name: 'Remove Shop, Instagram' }).click();
  await dialog.getByRole('list', { name: 'Pages of this sandbox' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await onPage(page).bubble('Ana', 'Hello!').waitFor();
  await chooser.waitFor({ state: 'detached' });
  assert.is(sandbox.pages.length, 1);
  assert.not.match(page.url(), /page=/);

  // Another tab adds and removes a page.
  sandbox.addPage({ id: '1002', name: 'Cafe' });
  await chooser.selectOption('Cafe, Messenger');
  await page.getByText('There is no thread yet.', { exact: false }).waitFor();
  sandbox.removePage('Cafe');
  await onPage(page).bubble('Ana', 'Hello!').waitFor();
  await chooser.waitFor({ state: 'detached' });
  assert.not.match(page.url(), /page=/);
  await page.context().close();
  await close();
});

pages.run();
