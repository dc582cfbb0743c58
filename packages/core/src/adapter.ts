export type { KeptBody, NodeBody } from './http/node-body.ts';
export {
  answerNode,
  bodyInShapeOf,
  checkMount,
  type HandoverHelpers,
  type HandoverMountOptions,
  helpersOf,
  isAt,
  type NodeRequest,
  pathnameOf,
  queryOf,
  type Received,
  type ReceiveOptions,
  receiveNode,
  replaceHeaders,
  type WebhookMountOptions,
} from './http/node-listener.ts';
export type { ForwardedBody, ForwardMode } from './wire/forward.ts';
