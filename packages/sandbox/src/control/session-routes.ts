import type { Router } from '@koa/router';
import { readText } from '../http/read-bytes.ts';
import { OptionError } from '../option-error.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Run } from '../state/run.ts';

/** Their lines in the list of routes. */
export const SESSION_ROUTES: readonly { method: string; path: string; what: string }[] = [
  { method: 'GET', path: '/session', what: 'the session as one JSON file, secrets and tokens included' },
  { method: 'POST', path: '/session', what: 'replaces everything with such a file: the file as the body' },
];

/** Adds export and import. Unlike other routes, they must not convert a session's numbers and texts. */
export function addSessionRoutes(router: Router, run: Run, sandbox: Sandbox): void {
  router.get('/session', (ctx) => {
    ctx.attachment('handover-session.json');
    ctx.type = 'application/json';
    ctx.body = `${JSON.stringify(sandbox.exportSession())}\n`;
  });
  router.post('/session', async (ctx) => {
    await sandbox.importSession(parsed(await readText(ctx.req, run.options.limits.sessionBytes)));
    ctx.body = { success: true };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine's own message quotes the text, which holds secrets.
    throw error instanceof SyntaxError ? new OptionError('session: the body is no JSON') : error;
  }
}
