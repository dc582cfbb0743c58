// The public API of @handover/express. Written by `node scripts/api.mjs`: a change here is a change for users.

import { NodeRequest, HandoverHelpers, HandoverMountOptions, WebhookMountOptions } from "@handover/core/adapter";
export { HandoverHelpers, HandoverMountOptions as HandoverMiddlewareOptions, WebhookMountOptions as WebhookOptions } from "@handover/core/adapter";
import { ServerResponse } from "node:http";
import { Handover } from "@handover/core";
type ExpressRequest = NodeRequest & {
    handover?: HandoverHelpers;
};
type ExpressHandler = (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void) => void;
declare function handover(bot: Handover, options?: HandoverMountOptions): ExpressHandler;
declare function webhook(bot: Handover, given?: WebhookMountOptions): ExpressHandler;
declare function handoverOf(request: object): HandoverHelpers;
export { handover, handoverOf, webhook };
export type { ExpressHandler, ExpressRequest };
