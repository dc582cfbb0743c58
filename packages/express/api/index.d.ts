// The public API of @handover/express. Written by `node scripts/api.mjs`: a change here is a change for users.

import { NodeRequest, HandoverHelpers, Handover, HandoverMountOptions, WebhookMountOptions } from "@handover/core";
export { HandoverHelpers, HandoverMountOptions as HandoverMiddlewareOptions, WebhookMountOptions as WebhookOptions } from "@handover/core";
import { ServerResponse } from "node:http";
type ExpressRequest = NodeRequest & {
    handover?: HandoverHelpers;
};
type ExpressHandler = (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void) => void;
declare function handover(bot: Handover, options?: HandoverMountOptions): ExpressHandler;
declare function webhook(bot: Handover, given?: WebhookMountOptions): ExpressHandler;
declare function handoverOf(request: object): HandoverHelpers;
export { handover, handoverOf, webhook };
export type { ExpressHandler, ExpressRequest };
