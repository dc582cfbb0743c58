// A CommonJS process that loads everything with `require`. Hosts every cell of the matrix.
import expressAdapter = require('@handover/express');
import koaAdapter = require('@handover/koa');
import koaBodyparserOfKoa = require('@koa/bodyparser');
import express5 = require('express');
import express4 = require('express4');
import koa3 = require('koa');
import koaBodyOf = require('koa-body');
import koaBodyparser = require('koa-bodyparser');
import koa2 = require('koa2');
import host = require('./matrix-host.ts');

const { koaBody } = koaBodyOf;
const { bodyParser } = koaBodyparserOfKoa;

host.hostMatrix({
  required: () => Object.keys(require.cache),
  koaAdapter,
  expressAdapter,
  koas: { koa2, koa3 },
  expresses: { express4, express5 },
  parsers: {
    koa2: { ahead: koaBody, behind: koaBodyparser, keeping: koaBodyparser },
    koa3: { ahead: koaBody, behind: koaBody, keeping: bodyParser },
  },
});
