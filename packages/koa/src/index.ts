export {
  type HandoverHelpers,
  type HandoverMiddlewareOptions,
  handover,
  type KoaContext,
  type KoaMiddleware,
  type WebhookOptions,
  webhook,
} from './handover.ts';
