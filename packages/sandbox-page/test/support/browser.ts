import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Longest wait for anything on the page. Some ten milliseconds are usual, but the machine may be busy. */
const TIMEOUT_MS = 60_000;

/** Console message of a tab that asks for the thread of a person who was just removed by a reset. */
export const PERSON_GONE = /status of 404 .*\/people\/\d+\/thread$/;

/** A real browser. The consoles of its tabs must stay empty. */
export interface TestBrowser {
  /** Opens an address in its own tab. Its console may print messages that match `expected`, with their addresses. */
  open(url: string, options?: BrowserContextOptions, expected?: RegExp): Promise<Page>;
  /** Ends it. @throws {AssertionError} A tab printed to its console or made a request to another host. */
  close(): Promise<void>;
}

/** Builds the sandbox's page and starts Chromium: the one at `CHROMIUM_PATH`, else the one it finds. */
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
