// A process of ES modules. Hosts every cell of the matrix.
import * as expressAdapter from '@handover/express';
import * as koaAdapter from '@handover/koa';
import { bodyParser } from '@koa/bodyparser';
import express5 from 'express';
import express4 from 'express4';
import koa3 from 'koa';
import { koaBody } from 'koa-body';
import koaBodyparser from 'koa-bodyparser';
import koa2 from 'koa2';
import { hostMatrix } from './matrix-host.ts';

hostMatrix({
  required: () => [],
  koaAdapter,
  expressAdapter,
  koas: { koa2, koa3 },
  expresses: { express4, express5 },
  parsers: {
    koa2: { ahead: koaBody, behind: koaBodyparser, keeping: koaBodyparser },
    koa3: { ahead: koaBody, behind: koaBody, keeping: bodyParser },
  },
});
