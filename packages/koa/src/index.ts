export type {
  HandoverHelpers,
  HandoverMountOptions as HandoverMiddlewareOptions,
  WebhookMountOptions as WebhookOptions,
} from '@handover/core';
export { handover, type KoaContext, type KoaMiddleware, webhook } from './handover.ts';
