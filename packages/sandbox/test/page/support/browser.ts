import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Longest wait for anything on the page: it is met in some ten milliseconds, but the machine may be busy. */
const TIMEOUT_MS = 15_000;

/** What a tab's console says where a person goes with a reset while the tab asks for her thread. */
export const PERSON_GONE = /status of 404 .*\/people\/\d+\/thread$/;

/** A real browser, whose tabs must not complain. */
export interface TestBrowser {
  /** Opens an address in a tab of its own; `expected` is what its console may say, with the address that it says it of. */
  open(url: string, options?: BrowserContextOptions, expected?: RegExp): Promise<Page>;
  /** Ends it. @throws {AssertionError} A tab had something in its console, or asked another host. */
  close(): Promise<void>;
}

/** Starts Chromium, with the page of the sandbox built. `CHROMIUM_PATH` names it, else it is looked for. */
export async function startBrowser(): Promise<TestBrowser> {
  runScript('scripts/build/page.mjs');
  const executablePath = process.env['CHROMIUM_PATH'] ?? runScript('scripts/needs/chromium.mjs').trim();
  const browser: Browser = await chromium.launch({ executablePath, args: FLAGS });
  const complaints: string[] = [];

  return {
    async open(url, options = {}, expected) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        ...options,
      });
      context.setDefaultTimeout(TIMEOUT_MS);
      const page = await context.newPage();
      page.on('console', (message) => {
        if (!['error', 'warning'].includes(message.type())) return;
        const said = `${message.text()} ${message.location().url}`;
        if (!expected?.test(said)) complaints.push(`console: ${said}`);
      });
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
      page.on('request', (request) => {
        const asked = request.url();
        if (!asked.startsWith(url) && !/^(data|blob):/.test(asked)) complaints.push(`asked elsewhere: ${asked}`);
      });
      await page.goto(url);
      return page;
    },
    async close() {
      await browser.close();
      assert.equal(complaints, []);
    },
  };
}

function runScript(path: string): string {
  return execFileSync(process.execPath, [path], { cwd: root, encoding: 'utf8' });
}
