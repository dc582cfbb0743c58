export type {
  HandoverHelpers,
  HandoverMountOptions as HandoverMiddlewareOptions,
  WebhookMountOptions as WebhookOptions,
} from '@handover/core/adapter';
export { handover, type KoaContext, type KoaMiddleware, webhook } from './handover.ts';
