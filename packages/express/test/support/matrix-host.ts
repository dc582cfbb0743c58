import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handover } from '@handover/core';
import { lookAt } from '@handover/test-support/deliveries';
import { makeBot } from '@handover/test-support/make-bot';
import { CELLS, type Cell, type CellReport, pathOf, type Report } from './matrix-cells.ts';

/** The modules that a process loaded with its own module system. */
export interface Loaded {
  /** Files that `require` has loaded; empty in a process of ES modules. */
  readonly required: () => readonly string[];
  readonly koaAdapter: Adapter;
  readonly expressAdapter: Adapter;
  readonly koas: Readonly<Record<'koa2' | 'koa3', unknown>>;
  readonly expresses: Readonly<Record<'express4' | 'express5', unknown>>;
  /** Parsers for Koa: `ahead` keeps no bytes. */
  readonly parsers: Readonly<Record<'koa2' | 'koa3', Readonly<Record<'ahead' | 'behind' | 'keeping', () => unknown>>>>;
}

interface Adapter {
  handover(bot: Handover, options: { path: string; forward: Cell['forward'] }): unknown;
}

/** Serves the app of every cell on one socket, and writes its port as a line to stdout. */
export function hostMatrix(loaded: Loaded): void {
  const unhandled: string[] = [];
  process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));
  const apps = new Map<string, RequestListener>();
  const cells: Record<string, CellReport> = {};

  for (const cell of CELLS) {
    const path = pathOf(cell);
    const { bot, log } = makeBot();
    const report = {
      kinds: [] as string[],
      answerable: [] as string[],
      standby: [] as string[],
      seen: [] as unknown[],
    };
    bot.on('*', ({ event }) => void report.kinds.push(event.kind));
    bot.on('message', ({ event }) => void report.answerable.push(event.text ?? ''));
    bot.on('standby:message', ({ event }) => void report.standby.push(event.text ?? ''));
    cells[path] = { ...report, log };
    const see = (headers: IncomingMessage['headers'], { rawBody, body }: Read): void => {
      report.seen.push(lookAt(headers, rawBody, body));
    };
    const { framework } = cell;
    const app =
      framework === 'koa2' || framework === 'koa3'
        ? koaApp(loaded, framework, { cell, bot, see })
        : expressApp(loaded, framework, { cell, bot, see });
    apps.set(path, app);
  }

  const server = createServer((request, response) => {
    if (request.url === '/report') {
      const report: Report = { required: loaded.required(), unhandled, cells };
      response.end(JSON.stringify(report));
    } else {
      apps.get(request.url ?? '')?.(request, response);
    }
  });
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
  // The test ends this process by closing its input. The same happens if the test dies.
  process.stdin.resume().on('end', () => {
    server.closeAllConnections();
    server.close();
  });
}

interface Read {
  readonly rawBody: string | Uint8Array;
  readonly body: unknown;
}

interface App {
  readonly cell: Cell;
  readonly bot: Handover;
  /** Called by the existing handler. */
  readonly see: (headers: IncomingMessage['headers'], read: Read) => void;
}

function koaApp(
  { koas, parsers, koaAdapter }: Loaded,
  framework: 'koa2' | 'koa3',
  { cell, bot, see }: App,
): RequestListener {
  interface Koa {
    silent: boolean;
    use(middleware: unknown): Koa;
    callback(): RequestListener;
  }
  const app = new (koas[framework] as new () => Koa)();
  app.silent = true;
  const { parser, forward } = cell;
  const of = parsers[framework];
  if (parser === 'ahead' || parser === 'keeping') app.use(of[parser]());
  app.use(koaAdapter.handover(bot, { path: pathOf(cell), forward }));
  if (parser === 'behind') app.use(of.behind());
  app.use((context: { headers: IncomingMessage['headers']; request: Read; status: number; body: unknown }) => {
    see(context.headers, context.request);
    context.status = 201;
    context.body = 'theirs';
  });
  return app.callback();
}

function expressApp(
  { expresses, expressAdapter }: Loaded,
  framework: 'express4' | 'express5',
  { cell, bot, see }: App,
): RequestListener {
  interface Express {
    (): RequestListener & { use(handler: unknown): unknown };
    json(options?: object): unknown;
  }
  const express = expresses[framework] as Express;
  const verify = (request: object, _: unknown, rawBody: Buffer): void => void Object.assign(request, { rawBody });
  const app = express();
  const { parser, forward } = cell;
  if (parser === 'ahead') app.use(express.json());
  if (parser === 'keeping') app.use(express.json({ verify }));
  app.use(expressAdapter.handover(bot, { path: pathOf(cell), forward }));
  if (parser === 'behind') app.use(express.json());
  app.use((request: IncomingMessage & Read, response: ServerResponse) => {
    see(request.headers, request);
    response.writeHead(201).end('theirs');
  });
  return app;
}
