export type {
  HandoverHelpers,
  HandoverMountOptions as HandoverMiddlewareOptions,
  WebhookMountOptions as WebhookOptions,
} from '@handover/core/adapter';
export { type ExpressHandler, type ExpressRequest, handover, handoverOf, webhook } from './handover.ts';
